// One input of facts() as a form field: label, hint, "About this number", and reading its value back.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, slug } = dussk.dom;

  const idOf = (name) => `input-${slug(name)}`;
  const isNumber = (input) => input.kind === "number" || input.kind === "whole";
  const shown = (number) => (Math.abs(number) >= 10000 ? number.toLocaleString("en-GB") : String(number));

  function rangeWords(input) {
    const whole = input.kind === "whole" ? "A whole number" : "A number";
    const { low, high } = input;
    const known = (value) => value !== null && value !== undefined;
    if (known(low) && known(high)) return `${whole} from ${shown(low)} to ${shown(high)}.`;
    if (known(low)) return `${whole}, ${shown(low)} or more.`;
    if (known(high)) return `${whole}, ${shown(high)} or less.`;
    return `${whole}.`;
  }

  const YES_NO = [
    { value: "yes", label: "Yes" },
    { value: "no", label: "No" },
  ];
  const choicesOf = (input) => (input.kind === "yesno" ? YES_NO : input.choices || []);

  function words(input, value) {
    if (value === null || value === undefined) return "nothing";
    if (input.kind === "yesno") return value ? "yes" : "no";
    if (input.kind === "choice") {
      const found = choicesOf(input).find((choice) => choice.value === value);
      return found ? `“${found.label}”` : String(value);
    }
    if (input.kind === "weights") {
      return weightsOf(input, value).map(({ label, value: weight }) => `${label} ${weight}`).join(", ");
    }
    return typeof value === "number" ? shown(value) : String(value);
  }

  // Weights are a list in the order of the choices, or an object by their values.
  function weightsOf(input, value) {
    const choices = choicesOf(input);
    if (Array.isArray(value)) {
      return value.map((weight, at) => ({ key: at, label: choices[at] ? choices[at].label : `Number ${at + 1}`, value: weight }));
    }
    return Object.entries(value || {}).map(([key, weight]) => {
      const found = choices.find((choice) => choice.value === key);
      return { key, label: found ? found.label : key, value: weight };
    });
  }

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  function about(input) {
    const parts = [
      ["What it is", input.help],
      ["Where it comes from", input.source],
      ["How well it is known", input.standing_words || input.standing],
    ].filter(([, text]) => text);
    if (!parts.length) return null;
    const what = isNumber(input) ? "number" : input.kind === "weights" ? "set of numbers" : "choice";
    return h(
      "details",
      { class: "dussk-about" },
      h("summary", {}, `About this ${what}`, h("span", { class: "nhsuk-u-visually-hidden" }, `: ${input.label}`)),
      h("dl", { class: "dussk-facts" }, parts.map(([term, text]) => [h("dt", {}, term), h("dd", {}, text)])),
    );
  }

  function numberBox(id, name, value, input, described) {
    const box = h("input", {
      class: "nhsuk-input nhsuk-input--width-5",
      id,
      name,
      type: "text",
      inputmode: input.kind === "whole" ? "numeric" : "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": described,
    });
    box.value = String(value);
    if (!input.unit) return box;
    const suffix = h("span", { class: "nhsuk-input-wrapper__suffix", "aria-hidden": "true" }, input.unit);
    return h("div", { class: "nhsuk-input-wrapper" }, box, suffix);
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

  const MANY = 5;

  function withLegend(id, input, hint, ...body) {
    const legend = h("legend", { class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--s" }, input.label);
    return h("fieldset", { class: "nhsuk-fieldset", "aria-describedby": `${id}-hint` }, legend, hint, ...body);
  }

  // The field of one input. Its current value shows; `change` is called with no argument whenever it may have moved.
  function field(input, value, change) {
    const id = idOf(input.name);
    const hint = h("div", { class: "nhsuk-hint", id: `${id}-hint` });
    const place = h("div", { class: "dussk-error-place", id: `${id}-error-place` });
    const changed = h("p", { class: "dussk-changed", id: `${id}-changed`, hidden: true });
    const described = `${id}-hint`;
    let body;
    if (isNumber(input)) {
      hint.textContent = `${rangeWords(input)}${input.unit ? ` In ${input.unit}.` : ""}`;
      body = [h("label", { class: "nhsuk-label", for: id }, input.label), hint, place, numberBox(id, input.name, value, input, described)];
    } else if (input.kind === "weights") {
      hint.textContent = `Each from 0. They are shared out in proportion.${input.unit ? ` In ${input.unit}.` : ""}`;
      const boxes = weightsOf(input, value).map((one, at) => {
        const boxId = at ? `${id}-${at}` : id;
        return h("div", { class: "dussk-weight" },
          h("label", { class: "nhsuk-label", for: boxId }, one.label), numberBox(boxId, `${input.name}|${one.key}`, one.value, { kind: "number" }, described));
      });
      body = [withLegend(id, input, hint, place, h("div", { class: "dussk-weights" }, boxes))];
    } else if (input.kind === "yesno" || choicesOf(input).length <= MANY) {
      hint.textContent = "Choose one.";
      body = [withLegend(id, input, hint, place, radios(id, input, value))];
    } else {
      hint.textContent = "Choose one.";
      body = [h("label", { class: "nhsuk-label", for: id }, input.label), hint, place, select(id, input, value, described)];
    }
    const group = h("div", { class: "nhsuk-form-group dussk-field", "data-input": input.name }, body, changed, about(input));
    group.addEventListener("input", change);
    return group;
  }

  // "£1,250" and "0.5 " are read as people mean them; anything else is NaN and told in words.
  function numberFrom(text) {
    const plain = text.trim().replace(/^£/, "").replace(/,(?=\d{3}(\D|$))/g, "");
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
  }

  // What a field holds now: {value} or {error}.
  function read(input, before) {
    const group = document.querySelector(`[data-input="${CSS.escape(input.name)}"]`);
    if (!group) return { value: before };
    if (isNumber(input)) {
      const text = byId(idOf(input.name)).value;
      const value = numberFrom(text);
      if (Number.isNaN(value)) {
        const wanted = `${rangeWords(input).charAt(0).toLowerCase()}${rangeWords(input).slice(1)}`;
        return { error: `${input.label}: ${text.trim() ? `“${text.trim()}” is not a number. Enter` : "enter"} ${wanted}` };
      }
      return { value };
    }
    if (input.kind === "weights") {
      const boxes = [...group.querySelectorAll("input[type=text]")];
      const values = boxes.map((box) => numberFrom(box.value));
      if (values.some((value) => Number.isNaN(value) || value < 0)) return { error: `${input.label}: each must be a number from 0.` };
      if (Array.isArray(before)) return { value: values };
      return { value: Object.fromEntries(boxes.map((box, at) => [box.name.split("|")[1], values[at]])) };
    }
    const picked = group.querySelector("input:checked") || group.querySelector("select");
    if (!picked) return { value: before };
    if (input.kind === "yesno") return { value: picked.value === "yes" };
    const choice = choicesOf(input).find((one) => String(one.value) === picked.value);
    return { value: choice ? choice.value : picked.value };
  }

  function write(input, value) {
    const group = document.querySelector(`[data-input="${CSS.escape(input.name)}"]`);
    if (isNumber(input)) byId(idOf(input.name)).value = String(value);
    else if (input.kind === "weights") {
      const weights = weightsOf(input, value);
      group.querySelectorAll("input[type=text]").forEach((box, at) => (box.value = String(weights[at].value)));
    } else if (group.querySelector("select")) group.querySelector("select").value = value;
    else {
      const wanted = input.kind === "yesno" ? (value ? "yes" : "no") : String(value);
      group.querySelectorAll("input[type=radio]").forEach((box) => (box.checked = box.value === wanted));
    }
  }

  function mark(input, before, isChanged) {
    const line = byId(`${idOf(input.name)}-changed`);
    line.hidden = !isChanged;
    line.textContent = isChanged ? `Changed from ${words(input, before)}.` : "";
  }

  dussk.fields = { field, read, write, mark, words, same, idOf };
})();
