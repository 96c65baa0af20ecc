// Step 1: the setting, then what is changed in it, with the question and the changes of the one chosen.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, plural } = dussk.dom;

  const scenarioOf = (name) => dussk.state.facts.scenarios.find((one) => one.name === name);
  const settings = () => dussk.state.facts.settings;

  function settingItem(setting, at) {
    const id = `setting-${setting.id}`;
    const box = h("input", { class: "nhsuk-radios__input", type: "radio", name: "setting", id, value: setting.id, "aria-describedby": `${id}-help` });
    box.checked = at;
    return h(
      "div",
      { class: "nhsuk-radios__item" },
      box,
      h("label", { class: "nhsuk-label nhsuk-radios__label", for: id }, setting.title),
      h("div", { class: "nhsuk-hint nhsuk-radios__hint", id: `${id}-help` }, setting.help),
    );
  }

  const settingField = (first) =>
    h(
      "div",
      { class: "nhsuk-form-group" },
      h(
        "fieldset",
        { class: "nhsuk-fieldset" },
        h("legend", { class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--m" }, h("h2", { class: "nhsuk-fieldset__heading" }, "Where and for how long")),
        h("div", { class: "nhsuk-radios nhsuk-radios--small" }, settings().map((setting) => settingItem(setting, setting === first))),
      ),
    );

  const startField = () =>
    h(
      "div",
      { class: "nhsuk-form-group" },
      h("h2", { class: "nhsuk-label-wrapper" }, h("label", { class: "nhsuk-label nhsuk-label--m", for: "start-from" }, "What is changed in it")),
      h("div", { class: "nhsuk-hint", id: "start-from-hint" }, "A change that is already described, or none. In the next step you can change anything else. The list follows the choice above."),
      h("select", { class: "nhsuk-select", id: "start-from", name: "start-from", "aria-describedby": "start-from-hint" }),
    );

  function fillStarts(setting) {
    byId("start-from").replaceChildren(
      ...setting.kinds.map((kind) => h("optgroup", { label: kind.title }, kind.scenarios.map((one) => h("option", { value: one.name }, one.label)))),
    );
  }

  function time(scenario) {
    const seconds = scenario.seconds_hint;
    if (!seconds) return null;
    if (seconds < 45) return `The full answer takes about ${Math.max(5, 5 * Math.round(seconds / 5))} seconds on a quiet computer.`;
    return `The full answer takes about ${plural(Math.max(1, Math.round(seconds / 60)), "minute")} on a quiet computer; a first one, seconds.`;
  }

  function tell() {
    const scenario = scenarioOf(byId("start-from").value);
    const changed = scenario.changes;
    byId("start-words").replaceChildren(
      h("p", {}, h("strong", {}, scenario.title), h("br"), scenario.question),
      ...(scenario.compare_with ? [h("p", {}, `Compared with: ${scenarioOf(scenario.compare_with).title}.`)] : []),
      ...(changed.length ? [h("ul", { class: "nhsuk-list nhsuk-list--bullet" }, changed.map((one) => h("li", {}, one)))] : []),
      h("p", { class: "nhsuk-hint" }, time(scenario)),
    );
  }

  function begin() {
    const usual = dussk.change.usual();
    const first = settings().find((setting) => setting.kinds[0].scenarios[0].name === usual) || settings()[0];
    const form = byId("form-choose");
    form.replaceChildren(
      settingField(first),
      startField(),
      h("div", { class: "nhsuk-inset-text", id: "start-words", "aria-live": "polite" }),
      h("button", { class: "nhsuk-button", type: "submit" }, "Continue"),
    );
    fillStarts(first);
    tell();
    form.querySelectorAll("input[name=setting]").forEach((box) =>
      box.addEventListener("change", () => {
        fillStarts(settings().find((setting) => setting.id === box.value));
        tell();
      }),
    );
    byId("start-from").addEventListener("change", tell);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dussk.change.startFrom(byId("start-from").value);
      dussk.views.go("change");
    });
  }

  dussk.choose = { begin };
})();
