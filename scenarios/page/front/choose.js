// Step 1: the scenarios that come with the page, in two groups, each with its question.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, plural } = dussk.dom;

  const KINDS = [
    { kind: "service", title: "A standing service", help: "The pathway as a lasting service for one city, over several years. Choose this to plan a service." },
    { kind: "study", title: "The study", help: "The pathway as the study ran it: few women, little more than a year." },
  ];

  function item(scenario, at, usual) {
    const id = `scenario-${scenario.name}`;
    const box = h("input", { class: "nhsuk-radios__input", type: "radio", name: "scenario", id, value: scenario.name, "aria-describedby": `${id}-question` });
    box.checked = at;
    return h(
      "div",
      { class: "nhsuk-radios__item" },
      box,
      h("label", { class: "nhsuk-label nhsuk-radios__label", for: id }, scenario.title),
      h("div", { class: "nhsuk-hint nhsuk-radios__hint", id: `${id}-question` }, scenario.question, scenario.seconds_hint === usual ? null : time(scenario)),
    );
  }

  function time(scenario) {
    const seconds = scenario.seconds_hint;
    if (!seconds) return null;
    const minutes = Math.max(1, Math.round(seconds / 60));
    if (seconds < 45) return ` The full answer takes about ${Math.max(5, 5 * Math.round(seconds / 5))} seconds on a quiet computer.`;
    return ` The full answer takes about ${plural(minutes, "minute")} on a quiet computer; a first one seconds.`;
  }

  // The time is told once for a group, and again only at a scenario that takes another.
  function group({ kind, title, help }, scenarios, first) {
    const usual = scenarios[0].seconds_hint;
    return h(
      "div",
      { class: "nhsuk-form-group" },
      h(
        "fieldset",
        { class: "nhsuk-fieldset", "aria-describedby": `kind-${kind}-help` },
        h("legend", { class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--m" }, h("h2", { class: "nhsuk-fieldset__heading" }, title)),
        h("p", { class: "nhsuk-hint", id: `kind-${kind}-help` }, help, time(scenarios[0])),
        h("div", { class: "nhsuk-radios nhsuk-radios--small" }, scenarios.map((scenario) => item(scenario, scenario.name === first, usual))),
      ),
    );
  }

  // What the others are compared with comes before them.
  function ordered(scenarios) {
    const compared = new Set(scenarios.map((one) => one.compare_with));
    return [...scenarios.filter((one) => compared.has(one.name)), ...scenarios.filter((one) => !compared.has(one.name))];
  }

  function begin() {
    const { scenarios } = dussk.state.facts;
    const first = dussk.change.usual();
    const form = byId("form-choose");
    form.replaceChildren(
      ...KINDS.map((kind) => [kind, ordered(scenarios.filter((one) => one.kind === kind.kind))])
        .filter(([, some]) => some.length)
        .map(([kind, some]) => group(kind, some, first)),
      h("button", { class: "nhsuk-button", type: "submit" }, "Continue"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dussk.change.startFrom(form.querySelector("input[name=scenario]:checked").value);
      dussk.views.go("change");
    });
  }

  dussk.choose = { begin };
})();
