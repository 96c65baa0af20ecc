// Small helpers that make and fill elements. Every other file of the page uses them through `dussk.dom`.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "on") {
        for (const [event, does] of Object.entries(value)) element.addEventListener(event, does);
      } else {
        element.setAttribute(name, value === true ? "" : String(value));
      }
    }
    for (const child of children.flat(3)) {
      if (child !== null && child !== undefined && child !== "") element.append(child);
    }
    return element;
  }

  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const byId = (id) => document.getElementById(id);

  // "stabilisation.sessions" -> "stabilisation-sessions": names of parameters as ids of elements.
  const slug = (text) => String(text).replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();

  function details(summary, attributes, ...body) {
    const { class: more, ...rest } = attributes || {};
    return h(
      "details",
      { class: `nhsuk-details ${more || ""}`.trim(), ...rest },
      h(
        "summary",
        { class: "nhsuk-details__summary" },
        h("span", { class: "nhsuk-details__summary-text" }, summary),
      ),
      h("div", { class: "nhsuk-details__text" }, ...body),
    );
  }

  function button(text, does, kind, attributes) {
    const style = kind ? `nhsuk-button nhsuk-button--${kind.replace(" ", " nhsuk-button--")}` : "nhsuk-button";
    return h("button", { class: style, type: "button", on: { click: does }, ...attributes }, text);
  }

  const watcher =
    typeof ResizeObserver === "function" ? new ResizeObserver((seen) => seen.forEach((one) => judge(one.target))) : null;

  // Only a region that really scrolls is a stop for the keyboard.
  function judge(region) {
    if (region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1) {
      region.setAttribute("tabindex", "0");
      region.setAttribute("role", "region");
      region.setAttribute("aria-label", region.dataset.label);
      region.classList.toggle("dussk-scroll--sideways", region.scrollWidth > region.clientWidth + 1);
    } else {
      region.classList.remove("dussk-scroll--sideways");
      for (const name of ["tabindex", "role", "aria-label"]) region.removeAttribute(name);
    }
  }

  function scrolling(label, attributes, ...children) {
    const { class: more, ...rest } = attributes || {};
    const region = h("div", { class: `dussk-scroll ${more || ""}`.trim(), "data-label": label, ...rest }, ...children);
    if (watcher) {
      watcher.observe(region);
      children.flat(3).forEach((child) => child instanceof Element && watcher.observe(child.parentElement));
    }
    return region;
  }

  const looksNumeric = (text) => /^[-+−<>~≈£(]*\d/.test(String(text).trim());

  // A table as the Python side gives it: caption, header, rows of shown text; the first column names the rows.
  // `words` lists columns that are text however much their cells look like numbers.
  function table(given, attributes) {
    const rows = given.rows || [];
    const numeric = (given.header || []).map(
      (_, at) => at > 0 && !(given.words || []).includes(at) && rows.length > 0 && rows.every((row) => looksNumeric(row[at]) || !/[a-z]{4}/i.test(row[at])),
    );
    const wordy = rows.some((row) => String(row[0]).length > 12) ? " dussk-row-name--words" : "";
    const side = (at) => (numeric[at] ? " dussk-number" : "");
    const made = h(
      "table",
      { class: "nhsuk-table dussk-table" },
      h("caption", { class: "nhsuk-table__caption nhsuk-table__caption--s" }, h("span", { class: "dussk-caption" }, given.caption)),
      h(
        "thead",
        { class: "nhsuk-table__head" },
        h("tr", {}, given.header.map((text, at) => h(text ? "th" : "td", { class: `nhsuk-table__header${side(at)}`, scope: text ? "col" : null }, text))),
      ),
      h(
        "tbody",
        { class: "nhsuk-table__body" },
        rows.map((row) =>
          h("tr", { class: "nhsuk-table__row" }, row.map((text, at) =>
            h(at ? "td" : "th", { class: at ? `nhsuk-table__cell${side(at)}` : `nhsuk-table__header dussk-row-name${wordy}`, scope: at ? null : "row" }, text))),
        ),
      ),
    );
    return scrolling(given.caption, { ...attributes, class: `dussk-scroll--table ${(attributes || {}).class || ""}`.trim() }, made);
  }

  let saying = null;
  // Polite, and one thing at a time: what was said before is replaced, so a screen reader is never flooded.
  function say(text) {
    window.clearTimeout(saying);
    byId("said").textContent = "";
    saying = window.setTimeout(() => (byId("said").textContent = text), 60);
  }

  const motionless = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const rest = (milliseconds) => new Promise((resolve) => window.setTimeout(resolve, milliseconds));
  const plural = (count, one, many) => `${count} ${count === 1 ? one : many || one + "s"}`;

  dussk.dom = { h, s, byId, slug, details, button, scrolling, judge, table, say, motionless, rest, plural };
})();
