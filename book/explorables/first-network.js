/* A first network: a memory of one number, read in both directions. */
(function () {
  "use strict";
  const { explorable, shown, fiveInputs } = window.rnnbook;
  const inputs = fiveInputs();

  function memories(x, beta) {
    let h = 0;
    return x.map((element) => (h = beta * h + element));
  }

  explorable("first-network", () => ({
    compute(settings) {
      const x = inputs.values(settings);
      const there = memories(x, settings.beta);
      const back = memories([...x].reverse(), settings.beta);
      const ends = [there[4], back[4]].map(shown);
      const series = { x, "x-shown": x, there, "there-shown": there, back, "back-shown": back };
      const said = `With beta ${shown(settings.beta)}, the memory of ${x.map(shown).join(", ")} ` +
        `ends at ${ends[0]}, and that of the same numbers turned round at ${ends[1]}.`;
      return { series, said, there, back, notes: [, ...ends.map((end) => `ends at ${end}`)] };
    },
    press: inputs.press,
    drag: inputs.drag,
  }));
})();
