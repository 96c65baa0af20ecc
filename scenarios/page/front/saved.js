// Options kept for this visit, in the memory of this page alone, to compare others with.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, say } = dussk.dom;

  // A name that tells the option from what comes with the page, unless a person has named it.
  function proposed() {
    const { run, saved, titled, facts } = dussk.state;
    if (!run) return "";
    if (titled) return run.title;
    const at = 1 + Math.max(0, ...saved.map((one) => Number(one.id)));
    const inside = /^.[A-Z]/.test(run.title) ? run.title : `${run.title.charAt(0).toLowerCase()}${run.title.slice(1)}`;
    const frame = `My option ${at} ()`.length;
    const most = facts.words.most_in_title;
    const fits = frame + inside.length <= most ? inside : `${inside.slice(0, most - frame - 1).trim()}…`;
    return `My option ${at} (${fits})`;
  }

  function section() {
    const box = h("input", { class: "nhsuk-input", id: "save-title", name: "save-title", type: "text", autocomplete: "off", maxlength: dussk.state.facts.words.most_in_title, "aria-describedby": "save-hint" });
    box.value = proposed();
    return h(
      "section",
      { "aria-labelledby": "title-save" },
      h("h2", { id: "title-save" }, "Keep this option to compare with"),
      h("p", { id: "save-later" }, "An option can be kept when its run has ended. Press Go on above to end it."),
      h("form", { id: "form-save", novalidate: true, hidden: true, on: { submit: save } },
        h("div", { class: "nhsuk-form-group" },
          h("label", { class: "nhsuk-label", for: "save-title" }, "Name"),
          h("div", { class: "nhsuk-hint", id: "save-hint" }, "Kept for this visit only, in this page’s memory. It is gone when you close or reload the page. To keep it longer, download the scenario file."),
          box),
        h("button", { class: "nhsuk-button nhsuk-button--secondary", type: "submit" }, "Save this option")),
      h("div", { id: "saved-list" }),
    );
  }

  // Only a whole run is kept: a later one is compared with it version by version.
  function allow(finished) {
    byId("form-save").hidden = !finished;
    byId("save-later").hidden = finished;
  }

  function save(event) {
    event.preventDefault();
    const title = byId("save-title").value.trim() || proposed();
    const answer = dussk.bridge.save(dussk.state.run.id, title);
    if (answer.errors) {
      say(answer.errors[0].message);
      byId("saved-list").prepend(h("p", { class: "nhsuk-error-message" }, answer.errors[0].message));
      return;
    }
    took(answer);
    byId("save-title").value = proposed();
    say(`Saved: ${title}.`);
  }

  function took(answer) {
    dussk.state.saved = answer.saved || [];
    list();
    dussk.change.fillComparators();
  }

  function compareWith(one) {
    dussk.state.compareWith = `saved:${one.id}`;
    dussk.change.fillComparators();
    dussk.views.go("change");
    say(`The next run is compared with ${one.title}.`);
  }

  function forget(one) {
    took(dussk.bridge.forget(one.id));
    say(`Forgotten: ${one.title}.`);
    byId(byId("form-save").hidden ? "title-answer" : "save-title").focus();
  }

  const act = (text, one, does) =>
    h("button", { class: "dussk-link-button", type: "button", on: { click: () => does(one) } }, text, h("span", { class: "nhsuk-u-visually-hidden" }, ` ${one.title}`));

  function list() {
    const place = byId("saved-list");
    if (!place) return;
    const { saved } = dussk.state;
    if (!saved.length) {
      place.replaceChildren();
      return;
    }
    place.replaceChildren(
      h("h3", {}, "Kept in this visit"),
      h("dl", { class: "nhsuk-summary-list" }, saved.map((one) =>
        h("div", { class: "nhsuk-summary-list__row" },
          h("dt", { class: "nhsuk-summary-list__key" }, one.title),
          h("dd", { class: "nhsuk-summary-list__actions dussk-actions" }, act("Compare the next run with this", one, compareWith), act("Forget", one, forget))))),
    );
  }

  dussk.saved = { section, list, allow };
})();
