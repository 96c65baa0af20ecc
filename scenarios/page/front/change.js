// Step 2: the inputs in groups, what has been changed, what it is compared with, and the button that runs it.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { h, byId, button, plural, say } = dussk.dom;
  const { field, read, write, mark, markStart, words, wasWords } = dussk.fields;

  const LEFT = 250; // milliseconds from leaving a field until it is checked

  const inputs = () => dussk.state.facts.groups.flatMap((group) => group.inputs);
  const scenarioOf = (name) => dussk.state.facts.scenarios.find((one) => one.name === name);

  function startFrom(name) {
    const { state } = dussk;
    const design = dussk.bridge.design(name);
    if (design.errors) {
      dussk.errors.show(design.errors);
      return;
    }
    state.design = design;
    state.values = { ...design.values };
    state.title = design.title;
    state.titled = false;
    state.compareWith = design.compare_with || name;
    build();
  }

  function changes() {
    const { design, values } = dussk.state;
    return inputs().filter((input) => values[input.name] !== design.values[input.name]);
  }

  // --- the title and what it is compared with -----------------------------------------------------------------------

  function titleField() {
    const box = h("input", { class: "nhsuk-input", id: "field-title", name: "title", type: "text", autocomplete: "off", maxlength: dussk.state.facts.words.most_in_title, "aria-describedby": "field-title-hint" });
    box.value = dussk.state.title;
    box.addEventListener("input", () => {
      dussk.state.title = box.value;
      dussk.state.titled = true;
    });
    return h(
      "div",
      { class: "nhsuk-form-group" },
      h("label", { class: "nhsuk-label nhsuk-label--s", for: "field-title" }, "Title of your option"),
      h("div", { class: "nhsuk-hint", id: "field-title-hint" }, "It stands at the head of the answer and of the files."),
      h("div", { class: "dussk-error-place", id: "field-title-error-place" }),
      box,
    );
  }

  function comparators() {
    const { design, facts, saved } = dussk.state;
    const kind = (scenarioOf(design.name) || {}).kind;
    const own = design.compare_with || design.name;
    const others = facts.scenarios.filter((one) => one.kind === kind && one.name !== own);
    const ownWords = own === design.name ? `${design.title}, unchanged` : scenarioOf(own).title;
    const groups = [
      h("optgroup", { label: "Its own comparator" }, h("option", { value: own }, ownWords)),
      h("optgroup", { label: "Others that come with this page" }, others.map((one) => h("option", { value: one.name }, one.title))),
    ];
    if (saved.length) {
      groups.push(h("optgroup", { label: "Kept in this visit" }, saved.map((one) => h("option", { value: `saved:${one.id}` }, one.title))));
    }
    return groups;
  }

  function compareField() {
    const box = h("select", { class: "nhsuk-select", id: "field-compare_with", name: "compare_with", "aria-describedby": "field-compare_with-hint" });
    box.addEventListener("change", () => {
      dussk.state.compareWith = box.value;
      listChanges();
    });
    return h(
      "div",
      { class: "nhsuk-form-group" },
      h("label", { class: "nhsuk-label nhsuk-label--s", for: "field-compare_with" }, "Compare with"),
      h("div", { class: "nhsuk-hint", id: "field-compare_with-hint" }, "Both options live through the same women and the same chances, so a difference comes from the change and not from luck."),
      h("div", { class: "dussk-error-place", id: "field-compare_with-error-place" }),
      box,
    );
  }

  function fillComparators() {
    const box = byId("field-compare_with");
    if (!box) return;
    box.replaceChildren(...comparators());
    box.value = dussk.state.compareWith;
    if (box.selectedIndex < 0) {
      box.selectedIndex = 0;
      dussk.state.compareWith = box.value;
    }
    listChanges();
  }

  // --- the groups -----------------------------------------------------------------------------------------------------

  function groupOf(group) {
    const { values, design } = dussk.state;
    return h(
      "details",
      { class: "nhsuk-details nhsuk-expander dussk-group", id: `group-${group.id}` },
      h(
        "summary",
        { class: "nhsuk-details__summary" },
        h("span", { class: "nhsuk-details__summary-text" }, group.title),
        h("span", { class: "dussk-count", id: `group-${group.id}-count` }),
      ),
      h(
        "div",
        { class: "nhsuk-details__text" },
        h("p", {}, group.help),
        group.inputs.map((input) => field(input, values[input.name], () => moved(input), () => left(input), design.varies[input.name])),
      ),
    );
  }

  function moved(input) {
    const { state } = dussk;
    const { value, error } = read(input);
    if (error) return;
    state.values[input.name] = value;
    mark(input, state.design.values[input.name], value !== state.design.values[input.name], state.design.varies[input.name]);
    listChanges();
  }

  // Checks a number when its field is left, a moment later: a message that came at once would move the button that is
  // being pressed from under the pointer.
  function left(input) {
    const { state } = dussk;
    const { values, design } = state;
    window.setTimeout(() => {
      if (state.design !== design || !byId(dussk.fields.idOf(input.name))) return;
      const { value, error } = read(input);
      const asked = { based_on: design.name, title: design.title, values: { ...values, [input.name]: value } };
      const found = error ? [{ name: input.name, message: error }] : dussk.bridge.check(JSON.stringify(asked)).errors || [];
      const mine = found.find((one) => one.name === input.name);
      dussk.errors.showOne(input.name, mine && mine.message);
      if (mine && !byId("errors").firstChild) say(mine.message);
    }, LEFT);
  }

  function undo(input) {
    const { state } = dussk;
    write(input, state.design.values[input.name]);
    dussk.errors.showOne(input.name);
    moved(input);
    say(`${input.label} is ${wasWords(input, state.design.values[input.name], state.design.varies[input.name])} again.`);
    const next = byId("changes").querySelector("button");
    (next || byId("changes-title")).focus();
  }

  function listChanges() {
    const { state } = dussk;
    const changed = changes();
    for (const group of state.facts.groups) {
      const count = group.inputs.filter((input) => changed.includes(input)).length;
      const byStart = group.inputs.filter((input) => state.startChanges.includes(input)).length;
      const told = [byStart ? `${byStart} by the start` : "", count ? `${count} changed` : ""].filter(Boolean);
      byId(`group-${group.id}-count`).textContent = told.length ? ` (${byStart && !count ? `${byStart} changed by the start` : told.join(", ")})` : "";
    }
    const rows = changed.map((input) =>
      h(
        "div",
        { class: "nhsuk-summary-list__row" },
        h("dt", { class: "nhsuk-summary-list__key" }, input.label),
        h("dd", { class: "nhsuk-summary-list__value" }, `${words(input, state.values[input.name])}, changed from ${wasWords(input, state.design.values[input.name], state.design.varies[input.name])}`),
        h("dd", { class: "nhsuk-summary-list__actions" },
          h("button", { class: "dussk-link-button", type: "button", on: { click: () => undo(input) } }, "Undo", h("span", { class: "nhsuk-u-visually-hidden" }, ` ${input.label}`))),
      ),
    );
    const same = state.compareWith === state.design.name ? " Run as it is, it would be compared with itself." : "";
    byId("changes").replaceChildren(
      rows.length ? h("dl", { class: "nhsuk-summary-list" }, rows) : h("p", {}, `Nothing is changed yet. Open a section above and change a number.${same}`),
    );
    entitle();
  }

  // Gives the option a title, until a person gives one: what is compared includes what the start itself changes.
  function entitle() {
    const { state } = dussk;
    if (state.titled) return;
    const below = state.compareWith === state.design.name ? "" : state.design.title;
    state.title = titleOf(below, changes(), state.facts.words.most_in_title);
    byId("field-title").value = state.title;
  }

  function titleOf(below, changed, most) {
    const { design, values } = dussk.state;
    if (!changed.length) return design.title;
    const named = (count) => {
      const said = changed.slice(0, count).map((input) => `${input.label.toLowerCase()} ${words(input, values[input.name])}`);
      const rest = changed.length - count;
      const more = rest ? plural(rest, said.length ? "more change" : "change") : "";
      const text = [said.join(", "), more].filter(Boolean).join(" and ");
      return below ? `${below}; ${text}` : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    };
    return ([2, 1].filter((count) => count <= changed.length).map(named).find((title) => title.length <= most) || named(0)).slice(0, most);
  }

  // --- the whole form --------------------------------------------------------------------------------------------------

  // What the start itself differs in from what it is described beside: a list of words, and a mark at each input.
  function startWords() {
    const { design } = dussk.state;
    const changed = (scenarioOf(design.name) || {}).changes || [];
    if (!changed.length) return null;
    return h("div", { id: "start-changes" },
      h("p", {}, `“${design.title}” differs from “${scenarioOf(design.compare_with).title}” in:`),
      h("ul", { class: "nhsuk-list nhsuk-list--bullet" }, changed.map((one) => h("li", {}, one))));
  }

  function markStarts() {
    const { state } = dussk;
    const { design } = state;
    const before = design.compare_with ? dussk.bridge.design(design.compare_with) : design;
    state.startChanges = inputs().filter((input) => design.values[input.name] !== before.values[input.name]);
    state.startChanges.forEach((input) => markStart(input, design.values[input.name], before.values[input.name], before.title, before.varies[input.name]));
  }

  function build() {
    const { design, facts } = dussk.state;
    byId("change-body").replaceChildren(
      h("div", { class: "nhsuk-inset-text" },
        h("p", {}, h("strong", {}, `Starting from: ${design.title}.`), ` ${design.question}`),
        startWords(),
        h("p", {}, h("a", { href: "#choose" }, "Choose another start"), ". What you have changed here is then put back.")),
      h(
        "form",
        { id: "form-change", novalidate: true, on: { submit: run } },
        h("h2", {}, "What you can change"),
        facts.groups.map(groupOf),
        h("h2", { id: "changes-title", tabindex: "-1" }, "Your changes"),
        h("div", { id: "changes" }),
        h("h2", {}, "Your option"),
        titleField(),
        compareField(),
        h("button", { class: "nhsuk-button", type: "submit", id: "run" }, "Run"),
      ),
    );
    dussk.errors.forget();
    markStarts();
    fillComparators();
  }

  function run(event) {
    event.preventDefault();
    const { state } = dussk;
    const errors = [];
    for (const input of inputs()) {
      const { value, error } = read(input);
      if (error) errors.push({ name: input.name, message: error });
      else state.values[input.name] = value;
    }
    const asked = { based_on: state.design.name, title: state.title.trim(), values: state.values };
    if (!asked.title) errors.push({ name: "title", message: "Enter a title for your option." });
    const unread = new Set(errors.map((error) => error.name));
    errors.push(...(dussk.bridge.check(JSON.stringify(asked)).errors || []).filter((error) => !unread.has(error.name)));
    if (errors.length) {
      dussk.errors.show(errors);
      return;
    }
    const begun = dussk.bridge.begin(JSON.stringify({ ...asked, compare_with: state.compareWith }));
    if (begun.errors) {
      dussk.errors.show(begun.errors);
      return;
    }
    dussk.errors.forget();
    dussk.running.start(begun, asked.title);
  }

  function begin() {
    startFrom(usual());
  }

  // Where somebody who chooses nothing starts: the standing service.
  const usual = () => (scenarioOf("service") || dussk.state.facts.scenarios[0]).name;

  dussk.change = { begin, startFrom, usual, fillComparators };
})();
