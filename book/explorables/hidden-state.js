/* The hidden state: move five inputs, and watch the units and the probability step by step. */
(function () {
  "use strict";
  const { explorable, read, logits, softmax, shown, fiveInputs } = window.rnnbook;
  const inputs = fiveInputs();

  explorable("hidden-state", (data) => ({
    compute(settings) {
      const x = inputs.values(settings);
      const { states } = read(data, x.slice(0, settings.read));
      const p = states.map((h) => softmax(logits(data, h))[1]);
      const series = { x, "x-shown": x, p, "p-shown": p };
      states[0].forEach((_, i) => { series["h" + (i + 1)] = states.map((h) => h[i]); });
      const last = states[states.length - 1], end = p[p.length - 1];
      const said = `After ${p.length} of 5 inputs, ${x.slice(0, p.length).map(shown).join(", ")}, ` +
        `the units are at ${last.map(shown).join(", ")}, and the probability of “rising” is ` +
        `${shown(end)}.`;
      return { series, said, states, p, notes: [, ...last.map(shown), shown(end)] };
    },
    press: {
      ...inputs.press,
      falling: () => ({ x1: 5, x2: 4, x3: 3, x4: 2, x5: 1 }),
    },
    drag: inputs.drag,
  }));
})();
