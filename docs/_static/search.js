// Finds words in the text of every section, and shows the text around them. Nothing is fetched: search_text.js has it all.
(() => {
  "use strict";
  const PAGES = 30; // shown at most: whoever finds more adds a word
  const PLACES = 4; // of a page that are shown at once; the others wait behind a button
  const AROUND = 90; // letters on either side of what was found
  const IN_TITLE = 30, IN_HEADING = 15, MOST_IN_TEXT = 8, TOGETHER = 40, BEGINNING = 0.25;

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  };

  // A word is found at the beginning of a word of the text, with or without the s of many.
  const pattern = (word) => {
    const one = /[^s]s$/i.test(word) && word.length > 3 ? word.slice(0, -1) : word;
    return new RegExp(`(?<![\\p{L}\\p{N}])${one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[\\p{L}\\p{N}]*`, "giu");
  };
  const times = (text, one) => (text.match(one) || []).length;
  const whole = (one) => new RegExp(one.source.replace("[\\p{L}\\p{N}]*", "s?(?![\\p{L}\\p{N}])"), one.flags);
  // Whole words weigh more than beginnings of others.
  const weight = (text, one) => BEGINNING * times(text, one) + (1 - BEGINNING) * times(text, whole(one));

  // The words as they were asked for, one after the other.
  const together = (words) => new RegExp(words.map((one) => one.source).join("[^\\p{L}\\p{N}]+"), "giu");

  function place([anchor, heading, text], words) {
    const scores = words.map((one) => IN_HEADING * Math.min(1, weight(heading, one)) + Math.min(MOST_IN_TEXT, weight(text, one)));
    const joined = words.length > 1 && times(`${heading} ${text}`, together(words)) ? TOGETHER : 0;
    return { anchor, heading, text, has: scores.map((one) => one > 0), score: scores.reduce((a, b) => a + b, joined) };
  }

  function look(page, words) {
    const places = page.sections.map((section) => place(section, words)).filter((one) => one.score > 0);
    const titled = words.map((one) => times(page.title, one) > 0);
    if (!words.every((_, at) => titled[at] || places.some((one) => one.has[at]))) return null;
    // Places with more of the words come first, and places with all of them hide those with few.
    const number = (one) => one.has.filter(Boolean).length;
    const most = Math.max(0, ...places.map(number));
    const best = places.filter((one) => number(one) === most).sort((a, b) => b.score - a.score);
    const score = IN_TITLE * titled.filter(Boolean).length + (best.length ? best[0].score : 0);
    return { page, places: best, most, score };
  }

  // The text around what was found first, cut at words, with what was found marked.
  function excerpt(text, words) {
    const any = new RegExp(words.map((one) => one.source).join("|"), "giu");
    const first = (text.matchAll(together(words)).next().value || text.matchAll(any).next().value || { index: 0 }).index;
    let from = Math.max(0, first - AROUND), to = Math.min(text.length, first + 2 * AROUND);
    if (from > 0) from = text.indexOf(" ", from) + 1;
    if (to < text.length) to = text.lastIndexOf(" ", to);
    const shown = text.slice(from, to);
    const line = make("p", {}, from > 0 ? "… " : "");
    let at = 0;
    for (const one of shown.matchAll(any)) {
      line.append(shown.slice(at, one.index), make("mark", {}, one[0]));
      at = one.index + one[0].length;
    }
    line.append(shown.slice(at), to < text.length ? " …" : "");
    return line;
  }

  function shownPlace({ page }, one, words) {
    const isPage = one.anchor === page.sections[0][0];
    const link = isPage ? "" : make("a", { href: `${page.address}#${one.anchor}` }, one.heading);
    return make("li", {}, link, one.text ? excerpt(one.text, words) : "");
  }

  function shownPage(found, words) {
    const { page, places } = found;
    const list = make("ul", {}, ...places.slice(0, PLACES).map((one) => shownPlace(found, one, words)));
    const part = make("section", {}, make("h2", {}, make("a", { href: page.address }, page.title)), list);
    const rest = places.slice(PLACES);
    if (rest.length) {
      const more = make("button", { type: "button" }, `${rest.length} more on this page`, make("span", { class: "search-unseen" }, `: ${page.title}`));
      more.addEventListener("click", () => {
        const items = rest.map((one) => shownPlace(found, one, words));
        list.append(...items);
        more.remove();
        const first = items[0].querySelector("a");
        if (first) first.focus();
      });
      part.append(more);
    }
    return part;
  }

  function begin() {
    const asked = (new URLSearchParams(window.location.search).get("q") || "").trim();
    document.getElementById("search-words").value = asked;
    const words = (asked.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu) || []).map(pattern);
    if (!words.length) return;
    document.title = `${asked} - ${document.title}`;
    const found = window.searchText.map((page) => look(page, words)).filter(Boolean).sort((a, b) => b.most - a.most || b.score - a.score);
    const shown = found.slice(0, PAGES);
    document.getElementById("search-found").append(...shown.map((one) => shownPage(one, words)));
    const number = found.length === 1 ? "1 page has" : `${found.length} pages have`;
    const fewer = found.length > PAGES ? ` The best ${PAGES} are shown; add a word to find fewer.` : "";
    document.getElementById("search-status").textContent = found.length
      ? `${number} “${asked}”.${fewer}`
      : `No page has “${asked}”. Try fewer words, or only how they begin.`;
  }

  begin();
})();
