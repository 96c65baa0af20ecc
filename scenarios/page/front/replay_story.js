// One run lived again, as the Python side tells it, made ready to be asked: who is where in a week, and what happened.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});

  function story(told) {
    const women = told.women.map((woman) => ({ id: woman.id, moves: [...woman.moves].sort((a, b) => a.week - b.week) }));
    const happenings = new Map();
    for (const woman of women) {
      for (const move of woman.moves) {
        if (!happenings.has(move.week)) happenings.set(move.week, []);
        happenings.get(move.week).push({ id: woman.id, what: move.what, place: move.place });
      }
    }
    const attendances = new Map();
    for (const [week, id] of told.attended || []) {
      if (!attendances.has(week)) attendances.set(week, new Set());
      attendances.get(week).add(id);
    }
    // Weeks are counted from 0 here, and from 1 wherever a person reads them.
    const made = { told, women, first: 0, last: told.weeks - 1, places: told.places };
    made.attended = (week) => attendances.get(week) || new Set();
    made.happened = (week) => happenings.get(week) || [];
    made.at = (week) => at(made, week);
    made.counts = () => counts(made);
    made.most = most(made);
    made.rows = () => rows(made);
    return made;
  }

  // The last move of the week decides where a woman is at its end; before her first move she is nowhere.
  function placeOf(woman, week) {
    const { moves } = woman;
    let low = 0;
    let high = moves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (moves[middle].week <= week) low = middle + 1;
      else high = middle;
    }
    return low ? moves[low - 1].place : null;
  }

  function at(story, week) {
    const here = new Map(story.places.map((place) => [place.id, []]));
    const since = story.attended(week);
    for (const woman of story.women) {
      const place = placeOf(woman, week);
      if (place !== null && here.has(place)) here.get(place).push(woman.id);
    }
    return story.places.map((place) => {
      const ids = here.get(place.id);
      return { place, ids, attended: ids.filter((id) => since.has(id)).length };
    });
  }

  // How many at each place by week: one pass over the moves.
  function counts(story) {
    const place = new Map();
    const number = new Map(story.places.map((one) => [one.id, 0]));
    const rows = [];
    for (let week = story.first; week <= story.last; week += 1) {
      for (const { id, place: to } of story.happened(week)) {
        if (place.has(id)) number.set(place.get(id), number.get(place.get(id)) - 1);
        place.set(id, to);
        number.set(to, (number.get(to) || 0) + 1);
      }
      rows.push([week + 1, ...story.places.map((one) => number.get(one.id))]);
    }
    return rows;
  }

  // The whole story in words, in the order in which it happened.
  function rows(story) {
    const told = [];
    for (let week = story.first; week <= story.last; week += 1) {
      for (const { id, what } of story.happened(week)) told.push([String(week + 1), `Woman ${id} ${what}`]);
    }
    return told;
  }

  function most(story) {
    const rows = counts(story);
    return new Map(story.places.map((place, at) => [place.id, Math.max(0, ...rows.map((row) => row[at + 1]))]));
  }

  // "4 women, 2 attended": told at each place, so that the marks are never needed to read the picture.
  function countWords({ place, ids, attended }) {
    if (!ids.length) return "nobody";
    const number = `${ids.length} ${ids.length === 1 ? "woman" : "women"}`;
    if (place.kind === "outside") return number;
    return attended ? `${number}, ${attended} attended` : number;
  }

  dussk.story = { of: story, countWords };
})();
