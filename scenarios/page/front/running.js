// Step 3: the run, in short pieces with pauses between them, so that the page stays usable while it works.
(function () {
  "use strict";
  const dussk = (window.dussk = window.dussk || {});
  const { byId, say, rest } = dussk.dom;

  const PIECE = 150; // milliseconds of work before the browser may paint and hear keys
  const PAUSE = 15;
  const FIRST = 800; // milliseconds until the first answer is shown
  const LEAST = 2; // versions (draws) from which on numbers are shown: one says nothing of an average
  const LONGEST = 8000; // milliseconds between two renewals of the answer

  // One run at a time: starting another ends the one before.
  let current = null;

  const words = (run) => `${run.done} of ${run.total} versions of what may be true`;

  function start(begun, title) {
    if (current) current.going = false;
    current = { id: begun.run, total: begun.total, done: 0, title, going: true, answered: 0, told: false, wait: FIRST, since: 0 };
    dussk.state.run = current;
    dussk.state.answer = null;
    dussk.answer.begin(current);
    dussk.replay.reset();
    dussk.views.note("answer", "Step 3: running");
    dussk.views.go("answer");
    say("The run has started. A first answer follows within seconds.");
    work(current);
  }

  async function work(run) {
    run.going = true;
    run.since = performance.now();
    dussk.answer.progress(run);
    await rest(PAUSE);
    while (run.going && run.done < run.total) {
      const stepped = dussk.bridge.step(run.id, PIECE);
      if (stepped.errors) {
        broken(run, stepped.errors);
        return;
      }
      run.done = stepped.done;
      run.total = stepped.total;
      dussk.answer.progress(run);
      if (run === current && run.done < run.total && due(run)) renew(run);
      await rest(PAUSE);
    }
    if (run !== current) return;
    run.going = false;
    renew(run);
    dussk.answer.progress(run);
    ended(run);
  }

  function due(run) {
    const passed = performance.now() - run.since;
    return run.answered ? passed > run.wait : passed > FIRST && run.done >= LEAST;
  }

  function renew(run) {
    if (!run.done) return;
    const first = !run.answered;
    const answer = dussk.bridge.answer(run.id);
    if (answer.errors) {
      broken(run, answer.errors);
      return;
    }
    run.answered = run.done;
    run.wait = Math.min(LONGEST, run.wait * 2);
    run.since = performance.now();
    dussk.state.answer = answer;
    dussk.answer.show(answer, run);
    dussk.views.note("answer", answer.final ? "Step 3: answer" : answer.few ? "Step 3: running" : `Step 3: answer so far, ${run.done} of ${run.total} versions`);
    if (run.done < run.total) tell(run, answer, first);
  }

  // Says the first answer once; before it, once, that there are too few versions for one.
  function tell(run, answer, first) {
    const said = (answer.sentences || [])[0] || "";
    if (answer.few && first) say(`${words(run)}. ${said}`);
    if (answer.few || run.told) return;
    run.told = true;
    say(`First answer, from ${words(run)}. ${said}`);
  }

  function ended(run) {
    if (run.done < run.total) {
      dussk.views.note("answer", `Step 3: stopped at ${run.done} of ${run.total} versions`);
      say(`Stopped at ${words(run)}.`);
      return;
    }
    say(`The run has ended: ${words(run)}. ${(dussk.state.answer.sentences || [])[0] || ""}`);
  }

  function broken(run, errors) {
    run.going = false;
    dussk.answer.problem(errors.map((error) => error.message));
  }

  function stop() {
    if (current) current.going = false;
  }

  function goOn() {
    if (!current || current.going || current.done >= current.total) return;
    dussk.views.note("answer", "Step 3: running");
    say("The run goes on.");
    work(current);
  }

  dussk.running = { start, stop, goOn, words };
})();
