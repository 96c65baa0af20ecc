// What is wrong, in words: a summary that takes the focus, and a message at each field.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId } = dussk.dom;

  function forget() {
    byId("errors").replaceChildren();
    document.querySelectorAll(".dussk-error-place").forEach((place) => place.replaceChildren());
    document.querySelectorAll(".nhsuk-form-group--error").forEach((group) => group.classList.remove("nhsuk-form-group--error"));
    document.querySelectorAll(".nhsuk-input--error, .nhsuk-select--error").forEach((box) => {
      box.classList.remove("nhsuk-input--error", "nhsuk-select--error");
    });
    document.querySelectorAll("[aria-invalid]").forEach(isValid);
    dussk.views.note("change", null);
  }

  function isValid(box) {
    box.removeAttribute("aria-invalid");
    const kept = (box.getAttribute("aria-describedby") || "").split(" ").filter((id) => !id.endsWith("-error"));
    if (kept.length) box.setAttribute("aria-describedby", kept.join(" "));
    else box.removeAttribute("aria-describedby");
  }

  // What is wrong with one field, at the field alone; without a message it is right again.
  function showOne(name, message) {
    const box = byId(fieldId(name));
    byId(`${box.id}-error-place`).replaceChildren();
    box.closest(".nhsuk-form-group").classList.remove("nhsuk-form-group--error");
    box.classList.remove("nhsuk-input--error", "nhsuk-select--error");
    isValid(box);
    if (message) atField(name, message);
  }

  // "title" and "compare_with" are fields of the page; the others are inputs of facts().
  const fieldId = (name) => (name === "title" || name === "compare_with" ? `field-${name}` : dussk.fields.idOf(name));

  function atField(name, message) {
    const id = fieldId(name);
    const box = byId(id);
    const place = byId(`${id}-error-place`);
    if (!box || !place) return;
    place.append(
      h("span", { class: "nhsuk-error-message", id: `${id}-error` }, h("span", { class: "nhsuk-u-visually-hidden" }, "Error: "), message),
    );
    place.closest(".nhsuk-form-group").classList.add("nhsuk-form-group--error");
    if (box.matches("input[type=text]")) box.classList.add("nhsuk-input--error");
    if (box.matches("select")) box.classList.add("nhsuk-select--error");
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} ${id}-error`.trim());
  }

  function goTo(name) {
    const box = byId(fieldId(name));
    for (let around = box.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    box.focus();
    box.closest(".nhsuk-form-group").scrollIntoView({ block: "center" });
  }

  function link(error) {
    if (!error.name || !byId(fieldId(error.name))) return h("span", {}, error.message);
    const go = (event) => {
      event.preventDefault();
      goTo(error.name);
    };
    return h("a", { href: `#${fieldId(error.name)}`, on: { click: go } }, error.message);
  }

  function show(errors) {
    forget();
    const seen = new Set();
    for (const error of errors) {
      if (error.name && !seen.has(error.name)) atField(error.name, error.message);
      seen.add(error.name);
    }
    const summary = h(
      "div",
      { class: "nhsuk-error-summary", tabindex: "-1", "aria-labelledby": "error-title" },
      h(
        "div",
        { role: "alert" },
        h("h2", { class: "nhsuk-error-summary__title", id: "error-title" }, "There is a problem"),
        h("ul", { class: "nhsuk-list nhsuk-error-summary__list" }, errors.map((error) => h("li", {}, link(error)))),
      ),
    );
    byId("errors").replaceChildren(summary);
    dussk.views.note("change", "Error: step 2: change it");
    summary.focus();
    summary.scrollIntoView();
  }

  dussk.errors = { show, showOne, forget };
})();
