// What the boot script tells: how far it is, that it is ready, or that this browser cannot run the simulation.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { byId, h, say, details, scrolling } = dussk.dom;

  window.dusskLoading = function (fraction, text) {
    const percent = Math.round(100 * Math.min(1, Math.max(0, fraction)));
    byId("loading-bar").value = percent;
    byId("loading-bar").textContent = `${percent}%`;
    // The words change seldom, so a screen reader hears a few steps and not a hundred.
    const words = text || "Getting ready: the simulation is starting inside this page.";
    if (byId("loading-words").textContent !== words) byId("loading-words").textContent = words;
  };

  window.dusskReady = function (bridge) {
    dussk.bridge = bridge;
    dussk.state.facts = bridge.facts();
    byId("loading").classList.add("dussk-loading--done");
    byId("loading-words").textContent = "Ready. Nothing more has to be loaded.";
    byId("loading-bar").remove();
    if (dussk.state.facts.warning) byId("loading").append(h("p", { id: "made-with-too-few" }, h("strong", {}, dussk.state.facts.warning)));
    byId("about-version").textContent = aboutThisCopy(dussk.state.facts);
    listLicences(bridge.licences());
    dussk.choose.begin();
    dussk.change.begin();
    document.documentElement.dataset.ready = "yes";
  };

  window.dusskCannot = function (text) {
    byId("loading").replaceChildren(
      h(
        "div",
        { class: "nhsuk-error-summary", role: "alert" },
        h("h2", { class: "nhsuk-error-summary__title" }, "The simulation cannot start here"),
        h("p", {}, text || "This browser cannot run it. Please try a recent version of Edge, Chrome or Firefox."),
      ),
    );
    dussk.views.note(dussk.views.current(), "The simulation cannot start");
    say("The simulation cannot start here.");
  };

  // What the page carries of others, each with its licence, and the texts of the licences to open.
  function listLicences({ parts, texts }) {
    const byName = new Map();
    for (const { name, version, licence, holds } of parts.filter((part) => part.version)) {
      const { held = new Set(), all = new Set() } = byName.get(name) || {};
      byName.set(name, { version, held: holds ? held.add(holds) : held, all: all.add(licence) });
    }
    byId("licence-list").replaceChildren(
      ...[...byName].map(([name, { version, held, all }]) => h("li", {}, `${name} ${version}${held.size ? ` (${[...held].join("; ")})` : ""}: ${[...all].join("; ")}`)),
    );
    const opened = Object.entries(texts).map(([name, text]) => details(`Licence text: ${name}`, {}, scrolling(`Licence text: ${name}`, { class: "dussk-tall" }, h("pre", { class: "dussk-licence" }, text))));
    byId("licence-texts").replaceChildren(...opened);
  }

  function aboutThisCopy(facts) {
    return `${facts.note} Program ${facts.version}; fingerprint of its numbers: ${facts.posterior}.`;
  }

  dussk.state = { facts: null, design: null, values: {}, title: "", compareWith: "", run: null, answer: null, saved: [] };
})();
