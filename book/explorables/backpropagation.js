/* Backpropagation through time: how long the gradient is at each step on its way back. */
(function () {
  "use strict";
  const { explorable, read, logits, softmax, times, norm, shown } = window.rnnbook;
  const transposed = (W) => W[0].map((_, j) => W.map((row) => row[j]));

  explorable("backpropagation", (data) => ({
    compute({ start, gain, steps }) {
      const given = start === "default" ? data["rnn.weight_hh_l0"] : data[start];
      const W = given.map((row) => row.map((w) => gain * w)), back = transposed(W);
      const { states } = read(data, data.x.slice(0, steps), Math.tanh, W);
      const slopes = states.map((h) => h.map((one) => 1 - one * one));
      const p = softmax(logits(data, states[steps - 1]));
      // From the loss to the last state, then through one step after the other.
      let toState = times(transposed(data["fc.weight"]), [p[0], p[1] - 1]);
      const norms = [norm(toState)];
      for (let t = steps - 1; t > 0; t -= 1) {
        toState = times(back, toState.map((one, i) => one * slopes[t][i]));
        norms.unshift(norm(toState));
      }
      const ratio = norms[0] / norms[steps - 1], factor = ratio ** (1 / (steps - 1));
      const verdict = factor < 0.97 ? "it vanishes" : factor > 1.03 ? "it explodes"
        : "it nearly keeps its length";
      const open = slopes.map((row) => row.reduce((sum, one) => sum + one) / row.length);
      const said = `Start: ${start}. Gain ${shown(gain)}, ${steps} steps. At step 1 the gradient ` +
        `has ${shown(ratio < 100 ? ratio : Math.round(ratio))} times its length at step ` +
        `${steps}. That is a factor of ${shown(factor)} per step backwards: ${verdict}.`;
      return {
        series: { norms, open }, said, norms, factor,
        notes: [`${shown(factor)} per step`, shown(open.reduce((a, b) => a + b) / steps)],
      };
    },
  }));
})();
