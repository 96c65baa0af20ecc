// The living picture: one run of the answer, week by week, on the map and in words. It never plays by itself.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, button, details, scrolling, table, say, motionless, rest } = dussk.dom;

  const SPEEDS = [
    [1, "1 week a second"],
    [2, "2 weeks a second"],
    [4, "4 weeks a second"],
    [8, "8 weeks a second"],
  ];
  let shown = null; // {run, story, map, week}
  let timer = null;

  function reset() {
    pause();
    shown = null;
    byId("replay-none").hidden = false;
    byId("replay-body").hidden = true;
    byId("replay-body").replaceChildren();
  }

  // Called with every new answer: a run with draws can be watched.
  function offer(run) {
    byId("replay-none").hidden = run.done > 0;
    byId("replay-body").hidden = !run.done;
    const hint = byId("replay-which-hint");
    if (hint) hint.textContent = whichWords(run);
  }

  const whichWords = (run) => `A whole number from 1 to ${run.done}. Each is one run with its own chances, in its own version of what may be true.`;

  function enter() {
    const { run } = dussk.state;
    if (!run || !run.done || shown) return;
    const stopped = run.going;
    dussk.running.stop();
    build(run, stopped);
    load(1);
  }

  // --- what is on the view --------------------------------------------------------------------------------------------

  function build(run, stopped) {
    byId("replay-body").replaceChildren(...[
      h("p", { class: "nhsuk-lede-text", id: "replay-title" }, run.title),
      h("p", {}, "Each small numbered mark stands for one simulated woman. One run is one way things could go: read the answer for what is likely."),
      stopped ? h("p", { class: "nhsuk-inset-text" }, "The run was stopped, so that the picture can move. ", h("a", { href: "#answer" }, "Go back to the answer"), " to let it go on.") : null,
      h("form", { class: "dussk-which", novalidate: true, on: { submit: choose } },
        h("div", { class: "nhsuk-form-group" },
          h("label", { class: "nhsuk-label nhsuk-label--s", for: "replay-which" }, "Which run to watch"),
          h("div", { class: "nhsuk-hint", id: "replay-which-hint" }, whichWords(run)),
          h("div", { id: "replay-which-error" }),
          h("input", { class: "nhsuk-input nhsuk-input--width-5", id: "replay-which", name: "which", type: "text", inputmode: "numeric", autocomplete: "off", value: "1", "aria-describedby": "replay-which-hint" })),
        h("button", { class: "nhsuk-button nhsuk-button--secondary nhsuk-button--small", type: "submit" }, "Show this run")),
      h("div", { id: "replay-picture" }),
    ].filter(Boolean));
  }

  function choose(event) {
    event.preventDefault();
    const text = byId("replay-which").value.trim();
    const { run } = dussk.state;
    const number = /^\d+$/.test(text) ? Number(text) : 0;
    if (number < 1 || number > run.done) {
      problem(`Enter a whole number from 1 to ${run.done}.`);
      return;
    }
    load(number);
  }

  function problem(message) {
    const box = byId("replay-which");
    byId("replay-which-error").replaceChildren(
      h("span", { class: "nhsuk-error-message", id: "replay-which-message" }, h("span", { class: "nhsuk-u-visually-hidden" }, "Error: "), message),
    );
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", "replay-which-hint replay-which-message");
    box.classList.add("nhsuk-input--error");
    box.focus();
  }

  async function load(number) {
    pause();
    const box = byId("replay-which");
    byId("replay-which-error").replaceChildren();
    box.removeAttribute("aria-invalid");
    box.classList.remove("nhsuk-input--error");
    box.setAttribute("aria-describedby", "replay-which-hint");
    byId("replay-picture").replaceChildren(h("p", {}, `Living run ${number} again.`));
    await rest(30);
    const told = dussk.bridge.replay(dussk.state.run.id, number - 1);
    if (told.errors) {
      byId("replay-picture").replaceChildren();
      problem(told.errors.map((error) => error.message).join(" "));
      return;
    }
    if (!told.women.length) {
      shown = null;
      byId("replay-picture").replaceChildren(h("p", {}, `Nobody joined in run ${number}, so there is nothing to watch. Other runs may differ.`));
      dussk.views.note("replay", `Living picture of run ${number}`);
      say(`Nobody joined in run ${number}.`);
      return;
    }
    const story = dussk.story.of(told);
    byId("replay-picture").replaceChildren(...picture(story, number));
    shown = { story, number, week: story.first, map: dussk.map.draw(byId("map"), story) };
    dussk.views.note("replay", `Living picture of run ${number}`);
    show(story.first);
    say(`Run ${number} is shown: ${story.last + 1} weeks, ${dussk.dom.plural(story.women.length, "woman", "women")}.`);
  }

  function picture(story, number) {
    return [
      h("h2", { id: "picture-title" }, `Run ${number}, week by week`),
      story.told.note ? h("p", {}, story.told.note) : null,
      controls(story),
      h("div", { class: "dussk-replay" },
        h("div", { class: "dussk-replay__map" }, legend(), h("div", { id: "map" })),
        h("div", { class: "dussk-replay__story" },
          h("h3", { id: "week-title" }, ""),
          scrolling("What happened in this week", { class: "dussk-happened" }, h("ul", { class: "nhsuk-list", id: "happened" })))),
      details("Who is where in this week, as a table", { id: "where" }, h("div", { id: "where-table" })),
      later("The whole story, week by week", "whole-story", () => table(wholeStory(story), { class: "dussk-tall" })),
      later("Every woman: how far she came", "every-woman", () => table(story.told.table, { class: "dussk-tall" })),
      later("How many at each place, by week", "by-week", () => table(byWeek(story), { class: "dussk-tall" })),
    ].filter(Boolean);
  }

  // Long tables are made when they are opened: a service has thousands of rows.
  function later(summary, id, make) {
    const made = details(summary, { id });
    made.addEventListener("toggle", () => {
      const place = made.querySelector(".nhsuk-details__text");
      if (made.open && !place.firstChild) place.append(make());
    });
    return made;
  }

  const wholeStory = (story) => ({ caption: "What happened in this run, week by week", header: ["Week", "What happened"], rows: story.rows() });

  const byWeek = (story) => ({
    caption: "Women at each place at the end of each week",
    header: ["Week", ...story.places.map((place) => place.label)],
    rows: story.counts().map((row) => row.map(String)),
  });

  function legend() {
    const mark = (look) => {
      const { s } = dussk.dom;
      return s("svg", { class: "dussk-legend__mark", viewBox: "-13 -13 26 26", width: 26, height: 26, "aria-hidden": "true", focusable: "false" },
        s("g", { class: `dussk-mark dussk-mark--${look}` }, s("circle", { r: 11 }), s("text", { y: 3.6 }, "7")));
    };
    return h("ul", { class: "nhsuk-list dussk-legend", "aria-label": "What the marks mean" },
      h("li", {}, mark("attended"), "filled: attended this week"),
      h("li", {}, mark("step"), "outlined: in a step, no session attended this week"),
      h("li", {}, mark("waiting"), "broken line: waiting"),
      h("li", {}, mark("outside"), "grey, thin line: outside the service"));
  }

  function controls(story) {
    const still = motionless();
    const slider = h("input", { type: "range", id: "week", class: "dussk-slider", min: 1, max: story.last + 1, step: 1, value: 1 });
    slider.addEventListener("input", () => {
      pause();
      show(Number(slider.value) - 1);
    });
    const speed = h("select", { class: "nhsuk-select", id: "speed", name: "speed" }, SPEEDS.map(([value, words]) => h("option", { value }, words)));
    speed.value = story.last - story.first > 120 ? "4" : "2";
    speed.addEventListener("change", () => timer && play());
    const small = "secondary small";
    return h("div", { class: "dussk-controls", role: "group", "aria-labelledby": "picture-title" },
      h("div", { class: "dussk-buttons" },
        button("To the start", () => by(story.first - shown.week), small, { id: "to-start" }),
        button("Step back", () => by(-1), small, { id: "step-back" }),
        still ? null : button("Play", () => (timer ? pause() : play()), "small", { id: "play" }),
        button("Step forward", () => by(1), small, { id: "step-forward" })),
      still ? h("p", { class: "nhsuk-hint" }, "Your computer asks for less motion. The picture moves only when you step, without animation.") : h("div", { class: "dussk-speed" }, h("label", { class: "nhsuk-label", for: "speed" }, "Speed"), speed),
      h("div", { class: "dussk-week" }, h("label", { class: "nhsuk-label", for: "week", id: "week-label" }, "Week"), slider, h("span", { id: "week-now" })));
  }

  // --- moving ---------------------------------------------------------------------------------------------------------

  // Outside, women stand in the order in which they came there, so that the last to come are seen.
  function byComing({ place, ids }) {
    const { story, week } = shown;
    if (!story.order) story.order = new Map(story.women.map((woman) => [woman.id, woman]));
    const came = (id) => story.order.get(id).moves.filter((move) => move.week <= week && move.place === place.id).at(-1).week;
    return [...ids].sort((a, b) => came(a) - came(b) || a - b);
  }

  function show(week) {
    const { story, map } = shown;
    shown.week = week;
    const now = map.show(week, byComing);
    const slider = byId("week");
    slider.value = week + 1;
    slider.setAttribute("aria-valuetext", `Week ${week + 1} of ${story.last + 1}`);
    byId("week-now").textContent = `${week + 1} of ${story.last + 1}`;
    byId("week-title").textContent = `Week ${week + 1}`;
    const happened = story.happened(week);
    byId("happened").replaceChildren(
      ...(happened.length ? happened.map(({ id, what }) => h("li", {}, `Woman ${id} ${what}.`)) : [h("li", {}, "Nobody moved on or left this week.")]),
    );
    dussk.dom.judge(byId("happened").parentElement);
    byId("where-table").replaceChildren(table({
      caption: `Week ${week + 1}: who is where`,
      header: ["Place", "Women", "Attended this week", "Which women"],
      words: [3],
      rows: now.map(({ place, ids, attended }) => [place.label, String(ids.length), place.kind === "outside" ? "–" : String(attended), ids.length > 40 ? `${ids.length} women` : ids.join(", ") || "–"]),
    }));
    byId("step-back").setAttribute("aria-disabled", String(week <= story.first));
    byId("step-forward").setAttribute("aria-disabled", String(week >= story.last));
  }

  function by(weeks) {
    pause();
    const { story, week } = shown;
    const to = Math.min(story.last, Math.max(story.first, week + weeks));
    if (to === week) return;
    show(to);
    const happened = story.happened(to).length;
    say(`Week ${to + 1}: ${happened ? `${dussk.dom.plural(happened, "woman moves", "women move")}` : "nobody moves"}.`);
  }

  function play() {
    window.clearInterval(timer);
    if (shown.week >= shown.story.last) show(shown.story.first);
    const every = 1000 / Number(byId("speed").value);
    byId("map").style.setProperty("--dussk-move", `${Math.min(450, every * 0.6)}ms`);
    byId("play").textContent = "Pause";
    timer = window.setInterval(() => {
      if (shown.week >= shown.story.last) pause();
      else show(shown.week + 1);
    }, every);
  }

  function pause() {
    window.clearInterval(timer);
    timer = null;
    if (byId("play")) byId("play").textContent = "Play";
  }

  window.addEventListener("resize", () => shown && dussk.views.current() === "replay" && shown.map.resize(byComing));
  dussk.views.on("replay", { enter: () => { enter(); if (shown) shown.map.resize(byComing); }, leave: pause });

  dussk.replay = { reset, offer };
})();
