/* A first network: a memory of one number, read in both directions. */
(function () {
  "use strict";
  const { explorable, shown } = window.rnnbook;
  const NAMES = ["x1", "x2", "x3", "x4", "x5"];

  function memories(x, beta) {
    let h = 0;
    return x.map((element) => (h = beta * h + element));
  }

  explorable("first-network", () => ({
    compute(settings) {
      const x = NAMES.map((name) => settings[name]);
      const there = memories(x, settings.beta);
      const back = memories([...x].reverse(), settings.beta);
      const ends = [there[4], back[4]].map(shown);
      const series = { x, "x-shown": x, there, "there-shown": there, back, "back-shown": back };
      const said = `With beta ${shown(settings.beta)}, the memory of ${x.map(shown).join(", ")} ` +
        `ends at ${ends[0]}, and that of the same numbers turned round at ${ends[1]}.`;
      return { series, said, there, back, notes: [, ...ends.map((end) => `ends at ${end}`)] };
    },
    press: {
      rising: () => ({ x1: 1, x2: 2, x3: 3, x4: 4, x5: 5 }),
      reverse: (settings) =>
        Object.fromEntries(NAMES.map((name, i) => [name, settings[NAMES[4 - i]]])),
    },
    held: "x1",
    drag(settings, x, y, begin) {
      if (begin) this.held = NAMES[Math.min(Math.max(Math.round(x), 1), 5) - 1];
      return { [this.held]: Math.round(10 * y) / 10 };
    },
  }));
})();
