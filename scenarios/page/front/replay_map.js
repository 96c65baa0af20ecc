// The map of the living picture: places in the order of the pathway, and a small numbered mark for each woman.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { s } = dussk.dom;

  const PITCH = 26; // from mark to mark
  const RADIUS = 11;
  const GAP = 24; // between places, where the arrows are
  const EDGE = 12;
  const MOST_ROWS = { step: 4, waiting: 4, outside: 2 };
  const COLUMNS = [[880, 6], [560, 4], [250, 2], [0, 1]]; // at least so wide: so many; even, so that a wait stands by its step
  const KIND_WORDS = { step: "Step", waiting: "Waiting", outside: "Outside" };

  function wrapped(text, width, size) {
    const fits = Math.max(6, Math.floor(width / (size * 0.56)));
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && last.length + 1 + word.length > fits) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  }

  function layOut(story, width) {
    const columns = COLUMNS.find(([least]) => width >= least)[1];
    const wide = Math.floor((width - GAP * (columns - 1)) / columns);
    const across = Math.max(1, Math.floor((wide - 2 * EDGE + PITCH - 2 * RADIUS) / PITCH));
    const inside = story.places.filter((place) => place.kind !== "outside").length;
    const boxes = story.places.map((place, at) => {
      const lines = wrapped(place.label, wide - 2 * EDGE, 15);
      const needed = Math.max(1, Math.ceil(story.most.get(place.id) / across));
      const rows = Math.min(MOST_ROWS[place.kind] || 3, needed);
      const head = 24 + lines.length * 18 + (place.kind === "outside" ? 20 : 38);
      const tall = head + rows * PITCH + (needed > rows ? 26 : 6);
      // The places outside begin a row of their own.
      const slot = at < inside ? at : Math.ceil(inside / columns) * columns + at - inside;
      return { place, lines, rows, head, column: slot % columns, row: Math.floor(slot / columns), tall, wide, across };
    });
    let top = 1;
    for (let row = 0; row <= boxes[boxes.length - 1].row; row += 1) {
      const level = boxes.filter((box) => box.row === row);
      const tall = Math.max(...level.map((box) => box.tall));
      const head = Math.max(...level.map((box) => box.head));
      for (const box of level) Object.assign(box, { x: box.column * (wide + GAP), y: top, tall, head });
      top += tall + GAP;
    }
    return { boxes, width, height: top - GAP + 2, columns };
  }

  function drawBox(box) {
    const { place, lines, x, y, wide, tall } = box;
    box.count = s("text", { class: "dussk-map__count", x: x + EDGE, y: y + 24 + lines.length * 18 + 14 });
    box.attended = s("text", { class: "dussk-map__count", x: x + EDGE, y: y + 24 + lines.length * 18 + 31 });
    box.more = s("text", { class: "dussk-map__more", x: x + EDGE, y: y + tall - 9 });
    return s(
      "g",
      { class: `dussk-map__place dussk-map__place--${place.kind}` },
      s("rect", { x: x + 1, y, width: wide - 2, height: tall, rx: 4 }),
      s("text", { class: "dussk-map__kind", x: x + EDGE, y: y + 19 }, KIND_WORDS[place.kind] || ""),
      lines.map((line, at) => s("text", { class: "dussk-map__label", x: x + EDGE, y: y + 38 + at * 18 }, line)),
      box.count,
      box.attended,
      box.more,
    );
  }

  // An arrow leads from a place to the next one on the pathway; none leads to the places outside it.
  function arrows({ boxes, width }) {
    const made = [];
    boxes.forEach((box, at) => {
      const next = boxes[at + 1];
      if (!next || next.place.kind === "outside" || box.place.kind === "outside") return;
      const path =
        next.row === box.row
          ? `M${box.x + box.wide + 2} ${box.y + box.tall / 2}H${next.x - 4}`
          : `M${Math.min(width - 6, box.x + box.wide / 2)} ${box.y + box.tall + 1}v${GAP / 2 - 1}H${next.x + next.wide / 2}v${GAP / 2 - 4}`;
      made.push(s("path", { class: "dussk-map__arrow", d: path, "marker-end": "url(#dussk-arrow)" }));
    });
    return made;
  }

  const arrowHead = () =>
    s("defs", {}, s("marker", { id: "dussk-arrow", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto-start-reverse" }, s("path", { class: "dussk-map__arrow-head", d: "M0 0L8 4L0 8z" })));

  function markOf(id) {
    return s("g", { class: "dussk-mark" }, s("circle", { r: RADIUS }), s("text", { y: 3.6 }, String(id)));
  }

  // Draws the map into `holder`; show(week) puts every mark where its woman is. Marks are made once and then moved.
  function draw(holder, story) {
    let plan = null;
    let svg = null;
    let marks = new Map();
    let lastWeek = null;

    function build() {
      const width = Math.max(240, Math.floor(holder.clientWidth));
      if (plan && plan.width === width) return false;
      plan = layOut(story, width);
      marks = new Map();
      plan.layer = s("g", {});
      svg = s("svg", { class: "dussk-map", role: "img", viewBox: `0 0 ${width} ${plan.height}`, width, height: plan.height, focusable: "false" },
        arrowHead(), arrows(plan), plan.boxes.map(drawBox), plan.layer);
      holder.replaceChildren(svg);
      return true;
    }

    function place(id, x, y, look) {
      let mark = marks.get(id);
      if (!mark) {
        mark = markOf(id);
        marks.set(id, mark);
        plan.layer.append(mark);
      }
      mark.style.transform = `translate(${x}px, ${y}px)`;
      mark.setAttribute("class", `dussk-mark dussk-mark--${look}`);
      return mark;
    }

    function fillBox(box, { place: at, ids, attended }, since) {
      const fits = box.across * box.rows;
      // Outside, those who came last are shown: the ones a person is following.
      const shown = at.kind === "outside" ? ids.slice(-fits) : ids.slice(0, fits);
      shown.forEach((id, index) => {
        const x = box.x + EDGE + RADIUS + (index % box.across) * PITCH;
        const y = box.y + box.head + RADIUS + 2 + Math.floor(index / box.across) * PITCH;
        place(id, x, y, at.kind === "outside" ? "outside" : since.has(id) ? "attended" : at.kind);
      });
      box.count.textContent = dussk.story.countWords({ place: at, ids, attended: 0 });
      box.attended.textContent = attended && at.kind !== "outside" ? `${attended} attended` : "";
      const rest = ids.length - shown.length;
      box.more.textContent = rest ? `and ${rest} more` : "";
      return shown;
    }

    function show(week, order) {
      build();
      const now = story.at(week);
      const since = story.attended(week);
      const visible = new Set();
      now.forEach((one, at) => {
        const ids = one.place.kind === "outside" && order ? order(one) : one.ids;
        fillBox(plan.boxes[at], { ...one, ids }, since).forEach((id) => visible.add(id));
      });
      for (const [id, mark] of marks) mark.classList.toggle("dussk-mark--hidden", !visible.has(id));
      svg.setAttribute("aria-label", `Map of the pathway in week ${week + 1}. ${now.filter((one) => one.ids.length).map((one) => `${one.place.label}: ${dussk.story.countWords(one)}`).join(". ")}.`);
      lastWeek = week;
      return now;
    }

    function resize(order) {
      if (lastWeek !== null && build()) show(lastWeek, order);
    }

    return { show, resize };
  }

  dussk.map = { draw };
})();
