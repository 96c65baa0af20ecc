// One input of facts() as a form field: label, hint, "About this number", and reading its value back.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, slug } = dussk.dom;

  const idOf = (name) => `input-${slug(name)}`;
  const isNumber = (input) => input.kind === "number" || input.kind === "whole";
  const shown = (number) => (Math.abs(number) >= 10000 ? number.toLocaleString("en-GB") : String(number));
  const asSentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

  // "£ a session" is a sign before the box and words after it.
  const isMoney = (input) => (input.unit || "").startsWith("£");
  const unitWords = (input) => (input.unit || "").replace(/^£ ?/, "");

  function rangeWords(input) {
    const sign = isMoney(input) ? "£" : "";
    return `${input.kind === "whole" ? "a whole number" : "a number"} from ${sign}${shown(input.low)} to ${sign}${shown(input.high)}`;
  }

  function hintWords(input, varies) {
    if (!isNumber(input)) return "Choose one.";
    const unit = unitWords(input);
    const known = varies ? ` At the start it is ${varies}; while the box is left as it is, each version has its own. A number that you enter holds in every version.` : "";
    return `${asSentence(`${rangeWords(input)}${unit ? `: ${unit}` : ""}`)}${input.hint ? ` ${input.hint}` : ""}${known}`;
  }

  const YES_NO = [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ];
  const choicesOf = (input) => (input.kind === "yesno" ? YES_NO : input.choices);

  // A value as people read it.
  function words(input, value) {
    if (input.kind === "yesno") return value ? "yes" : "no";
    if (input.kind === "choice") {
      const found = choicesOf(input).find((choice) => choice.value === value);
      return found ? `“${found.label}”` : String(value);
    }
    return `${value < 0 ? "−" : ""}${isMoney(input) ? "£" : ""}${shown(Math.abs(value))}`;
  }

  // What a value was that may have been no one number.
  const wasWords = (input, before, varies) => (varies ? `a number that is ${varies}` : words(input, before));

  function about(input) {
    const parts = [
      ["What it is", input.help],
      ["Where it comes from", input.source],
      ["How well it is known", input.standing_words],
    ].filter(([, text]) => text);
    const examples = (input.examples || []).map((one) => h("li", {}, `${one.scenario}: ${words(input, one.value)} (${one.evidence})`));
    if (examples.length) parts.push(["Other scenarios that come with this page", h("ul", { class: "nhsuk-list nhsuk-list--bullet" }, examples)]);
    return h(
      "details",
      { class: "dussk-about" },
      h("summary", {}, `About this ${isNumber(input) ? "number" : "choice"}`, h("span", { class: "nhsuk-u-visually-hidden" }, ` ${input.label}`)),
      h("dl", { class: "dussk-facts" }, parts.map(([term, text]) => [h("dt", {}, term), h("dd", {}, text)])),
    );
  }

  function numberBox(id, input, value, described) {
    const box = h("input", {
      class: "nhsuk-input nhsuk-input--width-5",
      id,
      name: input.name,
      type: "text",
      inputmode: input.kind === "whole" ? "numeric" : "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": described,
    });
    box.value = String(value);
    const before = isMoney(input) ? h("span", { class: "nhsuk-input-wrapper__prefix", "aria-hidden": "true" }, "£") : null;
    const unit = unitWords(input);
    const after = unit ? h("span", { class: "nhsuk-input-wrapper__suffix", "aria-hidden": "true" }, unit) : null;
    return before || after ? h("div", { class: "nhsuk-input-wrapper" }, before, box, after) : box;
  }

  function radios(id, input, value) {
    const now = input.kind === "yesno" ? (value ? "yes" : "no") : value;
    return h(
      "div",
      { class: `nhsuk-radios nhsuk-radios--small${input.kind === "yesno" ? " nhsuk-radios--inline" : ""}` },
      choicesOf(input).map((choice, at) => {
        const box = h("input", { class: "nhsuk-radios__input", id: at ? `${id}-${at}` : id, name: input.name, type: "radio", value: choice.value });
        box.checked = choice.value === now;
        return h("div", { class: "nhsuk-radios__item" }, box, h("label", { class: "nhsuk-label nhsuk-radios__label", for: box.id }, choice.label));
      }),
    );
  }

  function select(id, input, value, described) {
    const box = h("select", { class: "nhsuk-select", id, name: input.name, "aria-describedby": described },
      choicesOf(input).map((choice) => h("option", { value: choice.value }, choice.label)));
    box.value = value;
    return box;
  }

  const MANY = 5; // more choices than this are a list to open

  // The field of one input, showing a value; `change` is called whenever that may have moved, `left` when a number has
  // been entered and its field is left; `varies` says what a number is that the start does not hold.
  function field(input, value, change, left, varies) {
    const id = idOf(input.name);
    const hint = h("div", { class: "nhsuk-hint", id: `${id}-hint` }, hintWords(input, varies));
    const place = h("div", { class: "dussk-error-place", id: `${id}-error-place` });
    const changed = h("p", { class: "dussk-changed", id: `${id}-changed`, hidden: true });
    const started = h("p", { class: "dussk-changed", id: `${id}-started`, hidden: true });
    let body;
    if (!isNumber(input) && choicesOf(input).length <= MANY) {
      const legend = h("legend", { class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--s" }, input.label);
      body = h("fieldset", { class: "nhsuk-fieldset", "aria-describedby": hint.id }, legend, hint, place, radios(id, input, value));
    } else {
      const box = (isNumber(input) ? numberBox : select)(id, input, value, hint.id);
      body = [h("label", { class: "nhsuk-label", for: id }, input.label), hint, place, box];
    }
    const group = h("div", { class: "nhsuk-form-group dussk-field", "data-input": input.name }, body, started, changed, about(input));
    group.addEventListener("input", change);
    if (isNumber(input)) group.addEventListener("change", left);
    return group;
  }

  const groupOf = (input) => document.querySelector(`[data-input="${CSS.escape(input.name)}"]`);

  const DECIMAL_COMMA = /^\d+,\d{1,2}$/;

  // "£1,250" and "0.5 " are read as people mean them; anything else is NaN and told in words.
  function numberFrom(text) {
    const plain = text.trim().replace(/^£/, "").replace(/,(?=\d{3}(\D|$))/g, "");
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  }

  // What a field holds now: {value} or {error}.
  function read(input) {
    if (isNumber(input)) {
      const text = byId(idOf(input.name)).value.trim();
      const value = numberFrom(text);
      if (Number.isNaN(value)) return { error: `${input.label}: ${text ? `“${text}” is not a number; ` : ""}enter ${rangeWords(input)}${DECIMAL_COMMA.test(text) ? `, with a point: ${text.replace(",", ".")}` : ""}.` };
      return { value };
    }
    const picked = groupOf(input).querySelector("input:checked, select").value;
    return { value: input.kind === "yesno" ? picked === "yes" : picked };
  }

  function write(input, value) {
    const box = byId(idOf(input.name));
    if (box.type !== "radio") {
      box.value = String(value);
      return;
    }
    const wanted = input.kind === "yesno" ? (value ? "yes" : "no") : value;
    groupOf(input).querySelectorAll("input[type=radio]").forEach((one) => (one.checked = one.value === wanted));
  }

  // Says in words, at the field, that its value is not the one of the scenario it started from.
  function mark(input, before, isChanged, varies) {
    const line = byId(`${idOf(input.name)}-changed`);
    line.hidden = !isChanged;
    line.textContent = isChanged ? `Changed from ${wasWords(input, before, varies)}.` : "";
  }

  // Says in words, at the field, that the start itself differs here from what it is described beside.
  function markStart(input, value, before, title, varies) {
    const line = byId(`${idOf(input.name)}-started`);
    line.hidden = false;
    line.textContent = `Changed by the start: ${words(input, value)}, where “${title}” has ${wasWords(input, before, varies)}.`;
  }

  dussk.fields = { field, read, write, mark, markStart, words, wasWords, idOf };
})();
