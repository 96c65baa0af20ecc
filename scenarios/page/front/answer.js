// Step 3: the answer in words, then tables and figures. What a person has opened stays open while it gets sharper.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, details, button, scrolling, table } = dussk.dom;

  const PARTS = [
    ["answer-main-heading", "The numbers"],
    ["answer-figures-heading", "Pictures"],
    ["answer-more-heading", "More numbers"],
    ["title-downloads", "Download"],
    ["title-save", "Keep this option"],
    ["title-next", "What next"],
  ];

  function begin(run) {
    byId("answer-none").hidden = true;
    byId("answer-body").hidden = false;
    byId("answer-body").replaceChildren(
      h("p", { class: "nhsuk-lede-text", id: "answer-title" }, run.title),
      h(
        "div",
        { class: "dussk-progress" },
        h("p", { id: "progress-words" }, "Starting."),
        h("progress", { id: "progress-bar", max: run.total, value: 0, "aria-labelledby": "progress-words" }),
        h("p", { class: "nhsuk-hint" }, "Nobody knows the true numbers exactly. A version is one set of numbers that the study and other research leave possible. Both options are lived once in each version."),
        h("p", { class: "dussk-buttons" },
          button("Stop", dussk.running.stop, "secondary small", { id: "stop" }),
          button("Go on", dussk.running.goOn, "secondary small", { id: "go-on", hidden: true })),
      ),
      h("div", { id: "answer-problem" }),
      h("div", { id: "answer-words" }),
      h("nav", { id: "answer-parts", "aria-label": "On this page", hidden: true }, h("ul", { class: "nhsuk-list dussk-parts" }, PARTS.map(([id, words]) => h("li", {}, h("a", { href: `#${id}` }, words))))),
      h("div", { id: "answer-main" }),
      h("div", { id: "answer-notes" }),
      h("div", { id: "answer-figures" }),
      h("div", { id: "answer-more" }),
      h("div", { id: "answer-next", hidden: true }, dussk.downloads.section(), dussk.saved.section(), next()),
    );
    dussk.saved.list();
  }

  function next() {
    return h(
      "section",
      { "aria-labelledby": "title-next" },
      h("h2", { id: "title-next" }, "What next"),
      h("ul", { class: "nhsuk-list nhsuk-list--bullet" },
        h("li", {}, h("a", { href: "#replay" }, "Watch one of these runs week by week")),
        h("li", {}, h("a", { href: "#change" }, "Change the option and run it again")),
        h("li", {}, h("a", { href: "#choose" }, "Start from another scenario"))),
    );
  }

  function progress(run) {
    const words = byId("progress-words");
    if (!words || run !== dussk.state.run) return;
    const count = dussk.running.words(run);
    const held = document.activeElement;
    const finished = !run.going && run.done >= run.total;
    words.textContent = finished
      ? `Finished: ${count}.`
      : run.going
        ? `Working: ${count}.${run.answered ? ` The answer below rests on ${run.answered} and gets sharper.` : ""}`
        : `Stopped: ${count}. The answer below rests on them.`;
    byId("progress-bar").max = run.total;
    byId("progress-bar").value = run.done;
    byId("progress-bar").textContent = count;
    byId("progress-bar").hidden = finished;
    byId("stop").hidden = finished || !run.going;
    byId("go-on").hidden = finished || run.going;
    byId("answer-next").hidden = run.going || !run.answered;
    byId("answer-parts").hidden = byId("answer-next").hidden;
    dussk.saved.allow(finished);
    // A button that goes must not take the keyboard's place with it.
    if (held && held.hidden) (finished ? byId("title-answer") : byId(run.going ? "stop" : "go-on")).focus({ preventScroll: true });
  }

  function problem(messages) {
    byId("answer-problem").replaceChildren(
      h("div", { class: "nhsuk-error-summary", tabindex: "-1", id: "answer-error" },
        h("div", { role: "alert" },
          h("h2", { class: "nhsuk-error-summary__title" }, "There is a problem"),
          h("ul", { class: "nhsuk-list nhsuk-error-summary__list" }, messages.map((message) => h("li", {}, message))))),
    );
    dussk.views.note("answer", "Error: step 3");
    byId("answer-error").focus();
  }

  // --- blocks that are renewed in place ------------------------------------------------------------------------------

  // Each block keeps its element and its opened details; only what is inside is replaced.
  function block(parent, key, make) {
    const id = `${parent.id}-${dussk.dom.slug(key)}`;
    let place = byId(id);
    const wasOpen = place ? [...place.querySelectorAll("details")].map((one) => one.open) : [];
    const focused = place && place.contains(document.activeElement) ? pathTo(document.activeElement, place) : null;
    if (!place) {
      place = h("div", { id, class: "dussk-block" });
      parent.append(place);
    }
    place.replaceChildren(...[make()].flat());
    place.querySelectorAll("details").forEach((one, at) => (one.open = Boolean(wasOpen[at])));
    if (focused) follow(focused, place);
    return place;
  }

  function pathTo(element, root) {
    const path = [];
    for (let at = element; at !== root; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at));
    return path;
  }

  function follow(path, root) {
    let at = root;
    for (const step of path) at = (at && at.children[step]) || null;
    if (!at) return;
    dussk.dom.judge(at);
    at.focus({ preventScroll: true });
  }

  function keepOnly(parent, keys) {
    const ids = new Set(keys.map((key) => `${parent.id}-${dussk.dom.slug(key)}`));
    [...parent.children].forEach((child) => ids.has(child.id) || child.remove());
  }

  function figure(given) {
    const drawn = new DOMParser().parseFromString(given.svg, "image/svg+xml").documentElement;
    const picture = document.importNode(drawn, true);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", given.alternative);
    picture.removeAttribute("aria-labelledby");
    picture.setAttribute("focusable", "false");
    picture.setAttribute("width", picture.viewBox.baseVal.width);
    picture.removeAttribute("height");
    const inside = [h("figcaption", { class: "dussk-figure__title" }, given.title),
      scrolling(`${given.title}: picture`, { class: "dussk-figure__picture" }, picture)];
    return [
      h("figure", { class: "dussk-figure", "data-figure": given.name }, inside),
      given.table ? details(["The numbers in this picture", h("span", { class: "nhsuk-u-visually-hidden" }, ` ${given.title}`)], {}, withNote(given.table)) : null,
    ].filter(Boolean);
  }

  const withNote = (given) => [table(given), given.note ? h("p", { class: "nhsuk-hint" }, given.note) : null].filter(Boolean);

  function show(answer, run) {
    const rests = answer.final ? `This rests on all ${answer.total} versions of what may be true.` : `This rests on ${answer.done} of ${answer.total} versions of what may be true so far. It will still change.`;
    byId("answer-words").replaceChildren(
      h("h2", {}, answer.final ? "In plain words" : "In plain words, so far"),
      h("div", { class: "nhsuk-inset-text" }, answer.differs ? h("p", { id: "answer-differs" }, answer.differs) : null, answer.sentences.map((sentence) => h("p", { class: "dussk-sentence" }, sentence)), h("p", { class: "nhsuk-hint" }, rests, answer.final && answer.rests ? ` ${answer.rests}` : "")),
      answer.waiting ? h("div", { id: "answer-waiting" }, table(answer.waiting)) : "",
    );
    // The first table holds what matters most; the others wait behind their captions.
    part("answer-main", "The numbers", answer.tables.slice(0, 1), (given) => [table(given), answer.leaving ? h("p", { id: "answer-leaving" }, answer.leaving) : null, ...withNote(given).slice(1)].filter(Boolean));
    part("answer-figures", "Pictures", answer.figures, figure);
    part("answer-more", "More numbers", answer.tables.slice(1), (given) => details(given.caption, { class: "nhsuk-expander" }, withNote(given)));
    byId("answer-notes").replaceChildren(
      ...(answer.notes.length
        ? [h("h2", {}, "How to read the numbers"), h("ul", { class: "nhsuk-list nhsuk-list--bullet" }, answer.notes.map((note) => h("li", {}, note)))]
        : []),
    );
    dussk.replay.offer(run);
  }

  function part(id, heading, given, make) {
    const place = byId(id);
    if (!given.length) {
      place.replaceChildren();
      return;
    }
    if (!byId(`${id}-heading`)) place.append(h("h2", { id: `${id}-heading` }, heading));
    keepOnly(place, ["heading", ...given.map((one) => one.name)]);
    // In the order given, whatever came first while the run was young; what stands right is not moved, to keep the focus.
    let before = byId(`${id}-heading`);
    for (const one of given) {
      const made = block(place, one.name, () => make(one));
      if (before.nextElementSibling !== made) before.after(made);
      before = made;
    }
  }

  // On paper everything that can be opened is open.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#answer-body details:not([open]), #view-start details.nhsuk-expander:not([open])")];
    opened.forEach((one) => (one.open = true));
  });
  window.addEventListener("afterprint", () => opened.forEach((one) => (one.open = false)));

  dussk.answer = { begin, progress, show, problem };
})();
