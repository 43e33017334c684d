/* Order: rearrange the elements of one sequence, and ask the networks again. */
(function () {
  "use strict";
  const { explorable, read, logits, softmax, times, add, shown } = window.rnnbook;

  // What each network makes of a sequence: the probability of label 1, "+1 came first".
  const VERDICTS = {
    blind(data, x) {
      // Sorted first, so that rounding cannot tell two orders apart either.
      const terms = [...x].sort((a, b) => a - b)
        .map((one) => add(times(data["embed.weight"], [one]), data["embed.bias"]).map(Math.tanh));
      return softmax(logits(data, add(...terms).map((sum) => sum / x.length)))[1];
    },
    window(data, x) {
      const sums = add(times(data["hidden.weight"], x), data["hidden.bias"]);
      return softmax(logits(data, sums.map(Math.tanh)))[1];
    },
    rnn(data, x) {
      const { states } = read(data, x);
      return softmax(logits(data, states[states.length - 1]))[1];
    },
  };
  const NAMES = { blind: "order-blind", window: "window", rnn: "SimpleRNN" };
  const first = (p) => (p > 0.5 ? "+1 first" : "−1 first");
  // As near ½ as a rounded number can tell, a network has no answer.
  const undecided = (p) => Math.abs(p - 0.5) < 0.005;

  explorable("order", (data) => {
    const weights = {};
    for (const net in VERDICTS) {
      weights[net] = {};
      for (const key in data) {
        if (key.startsWith(net + ".")) weights[net][key.slice(net.length + 1)] = data[key];
      }
    }
    const values = data.x, T = values.length, kept = values.map((_, i) => i);
    const high = values.indexOf(Math.max(...values)), low = values.indexOf(Math.min(...values));
    let seed = 1;
    const random = (below) => {       // the same shuffles each time the page is opened
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const moved = (order, from, to) => {
      const next = [...order];
      next.splice(to, 0, ...next.splice(from, 1));
      return { order: next, place: to + 1 };
    };
    return {
      start: () => ({ order: kept }),
      compute({ order, place }) {
        const x = order.map((i) => values[i]), p = {}, notes = [], tones = {}, words = [];
        const truth = order.indexOf(high) < order.indexOf(low) ? 1 : 0;
        for (const net in VERDICTS) {
          p[net] = VERDICTS[net](weights[net], x);
          const open = undecided(p[net]), right = (p[net] > 0.5) === (truth === 1);
          const answer = open ? "undecided" : first(p[net]);
          const sure = open ? "½" : shown(Math.max(p[net], 1 - p[net]));
          const [tone, sign, verdict] = open ? ["open", "", ""]
            : right ? ["good", "✓ ", ", right"] : ["bad", "✗ ", ", wrong"];
          tones[net] = tone;
          notes.push(`${sign}${answer}: ${sure}`);
          words.push(`${NAMES[net]}: ${answer}, ${sure}${verdict}.`);
        }
        const marks = [order.indexOf(high) + 1, order.indexOf(low) + 1];
        const said = `+1 stands at step ${marks[0]}, −1 at step ${marks[1]}. ${words.join(" ")} ` +
          `Chosen: step ${place}, ${shown(x[place - 1])}.`;
        const series = { x, chosen: { x: [place], y: [x[place - 1]] } };
        for (const net in p) series[net] = [p[net]];
        return { series, said, p, truth, x, tones, notes: ["answer: " + first(truth), ...notes] };
      },
      press: {
        left: ({ order, place }) => moved(order, place - 1, Math.max(place - 2, 0)),
        right: ({ order, place }) => moved(order, place - 1, Math.min(place, T - 1)),
        swap: ({ order }) => ({
          order: order.map((i) => (i === high ? low : i === low ? high : i)),
        }),
        reverse: ({ order }) => ({ order: [...order].reverse() }),
        shuffle({ order }) {
          const next = [...order];
          for (let i = T - 1; i > 0; i -= 1) {
            const j = random(i + 1);
            [next[i], next[j]] = [next[j], next[i]];
          }
          return { order: next };
        },
        original: () => ({ order: kept }),
      },
      drag({ order, place }, x, y, begin) {
        const to = Math.min(Math.max(Math.round(x), 1), T);
        return begin ? { place: to } : moved(order, place - 1, to - 1);
      },
    };
  });
})();
