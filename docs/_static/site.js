// What scrolls sideways can be reached with the keyboard, and has a name; what does not scroll is no stop on the way.
(() => {
  const named = (one) => {
    const caption = one.querySelector("caption");
    const section = one.closest("section");
    const heading = section && section.querySelector("h1, h2, h3, h4");
    const words = caption || heading;
    const about = words ? words.textContent.replace("¶", "").replace("#", "").trim() : document.title;
    return `${one.matches("pre") ? "Code or output" : "Table"}, scrolls sideways: ${about}`;
  };
  const look = () => {
    document.querySelectorAll(".table-wrapper, .highlight pre").forEach((one, place) => {
      if (one.scrollWidth > one.clientWidth + 1) {
        one.tabIndex = 0;
        one.setAttribute("role", "group");
        one.setAttribute("aria-label", `${named(one)} (${place + 1})`);
      } else {
        ["tabindex", "role", "aria-label"].forEach((name) => one.removeAttribute(name));
      }
    });
  };
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
})();
