// One view at a time, named by the part of the address after "#", so that Back and bookmarks work.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { byId, say } = dussk.dom;
  const NAME = "Try a change to the DUSSK pathway";
  const VIEWS = {
    start: "Start",
    choose: "Step 1: choose where to start",
    change: "Step 2: change it",
    answer: "Step 3: answer",
    replay: "Living picture",
  };
  const notes = {};
  const onShow = {};
  let now = "start";

  function title() {
    document.title = `${notes[now] || VIEWS[now]} – ${NAME}`;
  }

  // Says in the page's title what state a view is in, such as "Error: step 2" or "Answer, 34 of 200 versions".
  function note(view, text) {
    notes[view] = text;
    if (view === now) title();
  }

  function show(view, { focus = true } = {}) {
    if (onShow[now] && onShow[now].leave && now !== view) onShow[now].leave();
    now = view;
    for (const name of Object.keys(VIEWS)) byId(`view-${name}`).hidden = name !== view;
    for (const link of document.querySelectorAll(".dussk-steps a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    byId("loading").classList.toggle("dussk-loading--done-elsewhere", view !== "start");
    title();
    if (onShow[view] && onShow[view].enter) onShow[view].enter();
    if (focus) {
      byId(`title-${view}`).focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  function go(view) {
    if (window.location.hash === `#${view}`) show(view);
    else window.location.hash = view;
  }

  // Parts of the first screen have addresses too; an expander among them opens.
  function showPart(id) {
    const part = byId(id);
    const view = part && part.closest("section[id^='view-']");
    if (!view) return;
    show(view.id.replace("view-", ""), { focus: false });
    if (part.tagName === "DETAILS") part.open = true;
    const target = part.tagName === "DETAILS" ? part.querySelector("summary") : part;
    if (target.tagName !== "SUMMARY" && !target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
    part.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  function follow() {
    const wanted = window.location.hash.slice(1);
    if (wanted === "main") return;
    if (!wanted) show("start");
    else if (wanted in VIEWS) show(wanted);
    else showPart(wanted);
  }

  function begin() {
    window.addEventListener("hashchange", follow);
    if (window.location.hash) follow();
    else show("start", { focus: false });
    document.querySelectorAll("a[role=button]").forEach((link) =>
      link.addEventListener("keydown", (event) => {
        if (event.key === " ") {
          event.preventDefault();
          link.click();
        }
      }),
    );
  }

  dussk.views = { begin, go, note, on: (view, does) => (onShow[view] = does), current: () => now, say };
})();
