/* Activation functions: one unit's sums on the curve, and the product of its slopes through time. */
(function () {
  "use strict";
  const { explorable, read, shown } = window.rnnbook;

  // [function, derivative, largest slope]; at the kink, the derivative from the left, as in torch.
  const sigmoid = (a) => 1 / (1 + Math.exp(-a));
  const bent = (slope) => [(a) => (a > 0 ? a : slope * a), (a) => (a > 0 ? 1 : slope), 1];
  const FUNCTIONS = {
    sigmoid: [sigmoid, (a) => sigmoid(a) * (1 - sigmoid(a)), 0.25],
    tanh: [Math.tanh, (a) => 1 - Math.tanh(a) ** 2, 1],
    relu: bent(0),
    "leaky_relu": bent(0.01),
    prelu: bent(0.25),
  };
  const NAMES = { relu: "ReLU", "leaky_relu": "leaky ReLU", prelu: "PReLU" };
  const GRID = Array.from({ length: 81 }, (_, i) => i / 10 - 4);

  explorable("activations", (data) => ({
    compute({ phi, gain, scale, unit, steps }) {
      const [value, slope, steepest] = FUNCTIONS[phi];
      const W = data["rnn.weight_hh_l0"].map((row) => row.map((w) => gain * w));
      const { sums } = read(data, data.x.slice(0, steps).map((x) => scale * x), value, W);
      const a = sums.map((sum) => sum[unit - 1]), slopes = a.map(slope);
      const product = [], bound = [];
      for (let k = 1; k <= steps; k += 1) {
        product.push((product[k - 2] ?? 1) * slopes[steps - k]);
        bound.push(steepest ** k);
      }
      const end = product[steps - 1], off = slopes.filter((one) => one === 0).length;
      const said = `${NAMES[phi] || phi}, unit ${unit}: over ${steps} steps its slopes lie ` +
        `between ${shown(Math.min(...slopes))} and ${shown(Math.max(...slopes))}, and their ` +
        `product is ${shown(end)}` + (end > 0 ? `, a factor of ${shown(end ** (1 / steps))} per ` +
        "step." : ".") + (off ? ` The unit is off at ${off} of ${steps} steps.` : "");
      const series = {
        value: { x: GRID, y: GRID.map(value) }, slope: { x: GRID, y: GRID.map(slope) },
        "value-at": { x: a, y: a.map(value) }, "slope-at": { x: a, y: slopes }, product, bound,
      };
      // As far as the panel of the function reaches; those beyond stand hollow at its edge.
      const out = a.filter((one) => Math.abs(one) > 4 || value(one) > 2.1 || value(one) < -1.1).length;
      const beyond = out ? `${out} of ${steps} beyond the edge` : "";
      return { series, said, a, slopes, product, notes: [beyond, , shown(end)] };
    },
  }));
})();
