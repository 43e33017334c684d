/* What the interactive figures share: numbers, drawing, controls, words.

   rnnbook.explorable(name, model) brings every figure of that name on the page to life. model(data)
   gets the numbers that the page's run handed over, and returns
     start(settings)          adds settings that no control holds                       (optional)
     compute(settings)        returns {series, notes, said, tones, ...}: what each mark of the
                              picture shows, the text above each panel, the result in words, and
                              marks that are "good", "bad" or "open"
     press[button](settings)  returns the settings that a button changes               (optional)
     drag(settings, x, y, begin)  does so for a finger at x, y, in units of the axes    (optional)

   For tests, and for curious readers, the figure's element has the property `explorable` with
     settings()  state()  set({name: value, ...}), which returns the new state.

   Plain script, no module: browsers refuse modules from file://. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg", PAUSE = 500;

  // Numbers. Those of 32 bits come with short names, and rounding makes them exact again.
  const each = (v, f) => Array.isArray(v) ? v.map((one) => each(one, f)) : f(v);
  const exact = (v) => v.float32 === undefined ? v : each(v.float32, Math.fround);
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0);
  const times = (W, v) => W.map((row) => dot(row, v));
  const add = (...vectors) => vectors[0].map((_, i) => vectors.reduce((sum, v) => sum + v[i], 0));
  const norm = (v) => Math.hypot(...v);
  const softmax = (z) => {
    const top = Math.max(...z), e = z.map((one) => Math.exp(one - top));
    const sum = e.reduce((a, b) => a + b);
    return e.map((one) => one / sum);
  };
  // The sums a_t and states h_t of a network with torch's names, reading xs one number at a time.
  function read(data, xs, phi = Math.tanh, W_hh = data["rnn.weight_hh_l0"]) {
    const W_ih = data["rnn.weight_ih_l0"], sums = [], states = [];
    let h = W_hh.map(() => 0);
    for (const x of xs) {
      sums.push(add(times(W_ih, [x]), data["rnn.bias_ih_l0"], times(W_hh, h), data["rnn.bias_hh_l0"]));
      h = sums[sums.length - 1].map(phi);
      states.push(h);
    }
    return { sums, states };
  }
  // Five inputs, x1 to x5, that sliders, buttons and a finger change.
  function fiveInputs() {
    const names = ["x1", "x2", "x3", "x4", "x5"];
    let held = "x1";
    return {
      values: (settings) => names.map((name) => settings[name]),
      press: {
        rising: () => ({ x1: 1, x2: 2, x3: 3, x4: 4, x5: 5 }),
        reverse: (settings) =>
          Object.fromEntries(names.map((name, i) => [name, settings[names[4 - i]]])),
      },
      drag(settings, x, y, begin) {
        if (begin) held = names[Math.min(Math.max(Math.round(x), 1), 5) - 1];
        return { [held]: Math.round(10 * y) / 10 };
      },
    };
  }
  const logits = (data, h) => add(times(data["fc.weight"], h), data["fc.bias"]);
  // As Python writes them on the first picture: 0.998 is not 1, and 0.00012 is not 0.
  function shown(v) {
    let short;
    if (v !== 0 && !(Math.abs(v) >= 0.005 && Math.abs(v) < 1e4)) {
      const [digits, exponent] = v.toExponential(1).split("e");
      return digits.replace("-", "−") + " × 10" + [...exponent.replace("+", "")]
        .map((one) => (one === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[one])).join("");
    }
    for (let decimals = 2; decimals < 5; decimals += 1) {
      short = Number(v.toFixed(decimals)) + 0;
      if (short === v || ![-1, 0, 1].includes(short)) break;
    }
    return String(short).replace("-", "−");
  }

  // Drawing, by the rules of rnnbook/explorables/_panels.py.
  function scales(panel) {
    const log = panel.hasAttribute("data-log");
    const [x0, x1, left, right] = panel.dataset.x.split(" ").map(Number);
    const [y0, y1, bottom, top] = panel.dataset.y.split(" ").map(Number);
    const within = (v, a, b) => Math.min(Math.max(v, a), b);
    const share = (y) => log ? Math.log(y / y0) / Math.log(y1 / y0) : (y - y0) / (y1 - y0);
    return {
      log, y0, y1, top, bottom, base: Number(panel.dataset.base),
      holds: (x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1,
      width: 0.6 * (right - left) / (x1 - x0),
      across: (x) => left + (within(x, x0, x1) - x0) / (x1 - x0) * (right - left),
      up: (y) => bottom + share(within(y, y0, y1)) * (top - bottom),
      x: (px) => within(x0 + (px - left) / (right - left) * (x1 - x0), x0, x1),
      y: (py) => within(y0 + (py - bottom) / (top - bottom) * (y1 - y0), y0, y1),
    };
  }
  const box = (a, top, b, bottom) => ({
    x: Math.min(a, b), y: Math.min(top, bottom),
    width: Math.abs(b - a), height: Math.abs(bottom - top),
  });
  const TAGS = { bars: "rect", hbars: "rect", dots: "circle", numbers: "text", line: "path" };
  const PLACES = {
    bars: (s, x, y) =>
      box(s.across(x) - s.width / 2, s.up(s.base), s.across(x) + s.width / 2, s.up(y)),
    hbars: (s, x, y) => box(s.across(s.base), s.top, s.across(y), s.bottom),
    dots: (s, x, y) => ({ cx: s.across(x), cy: s.up(y), r: 5 }),
    numbers: (s, x, y) => ({ x: s.across(x), y: s.up(y) + (y < s.base ? 15 : -7) }),
  };
  function drawMark(mark, s, series) {
    const y = series.y || series, x = series.x || y.map((_, i) => i + 1), kind = mark.dataset.mark;
    const count = kind === "line" ? 1 : y.length;
    while (mark.childElementCount > count) mark.lastElementChild.remove();
    while (mark.childElementCount < count) {
      mark.append(document.createElementNS(SVG, TAGS[kind]));
    }
    if (kind === "line") {
      const points = y.map((v, i) => [x[i], v]).filter(([, v]) => s.log || (v >= s.y0 && v <= s.y1));
      mark.firstElementChild.setAttribute("d", points.length ? "M" + points.map(([a, b]) =>
        s.across(a).toFixed(2) + " " + s.up(b).toFixed(2)).join("L") : "");
      return;
    }
    y.forEach((v, i) => {
      const places = PLACES[kind](s, x[i], v);
      for (const name in places) mark.children[i].setAttribute(name, places[name].toFixed(2));
      if (kind === "numbers") mark.children[i].textContent = shown(v);
      if (kind === "dots") hollow(mark, mark.children[i], !s.holds(x[i], v));
    });
  }
  // A dot that stands at the edge, and whose place is farther out.
  function hollow(mark, dot, out) {
    for (const [name, value] of [["fill", "none"], ["stroke", mark.getAttribute("fill")]]) {
      if (out) dot.setAttribute(name, value);
      else dot.removeAttribute(name);
    }
  }
  function draw(panels, state) {
    panels.forEach((panel, i) => {
      const s = scales(panel);
      for (const mark of panel.querySelectorAll("[data-mark]")) {
        const series = state.series[mark.dataset.name];
        if (series) drawMark(mark, s, series);
        const tone = (state.tones || {})[mark.dataset.name];
        if (tone) mark.dataset.tone = tone;
      }
      const note = (state.notes || [])[i];
      if (note !== undefined) panel.querySelector("[data-note]").textContent = note;
    });
  }

  // One figure.
  function enliven(root, make) {
    const svg = root.querySelector("svg"), panels = [...svg.querySelectorAll("[data-panel]")];
    const controls = root.querySelector(".rnnbook-controls");
    const inputs = [...controls.querySelectorAll("input, select")];
    const said = root.querySelector(".rnnbook-said"), heard = root.querySelector(".rnnbook-heard");
    const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
    for (const name in data) data[name] = exact(data[name]);
    const model = make(data), settings = {};
    let state, timer;

    function say() {
      timer = undefined;
      heard.textContent = state.said;
      svg.querySelector("title").textContent = state.said;
    }
    function update(changes) {
      Object.assign(settings, changes);
      for (const input of inputs) {
        if (String(settings[input.name]) !== input.value) input.value = settings[input.name];
        if (input.type === "range") {
          settings[input.name] = Number(input.value);
          input.nextElementSibling.textContent = input.value.replace("-", "−");
        }
      }
      state = model.compute(settings);
      draw(panels, state);
      said.textContent = state.said;
      // Spoken words come in pauses: a moving slider must not flood whoever listens to the page.
      clearTimeout(timer);
      timer = setTimeout(say, PAUSE);
      return state;
    }
    for (const input of inputs) {
      settings[input.name] = input.type === "range" ? Number(input.value) : input.value;
      input.addEventListener("input", () => update({
        [input.name]: input.type === "range" ? Number(input.value) : input.value,
      }));
    }
    for (const button of controls.querySelectorAll("button")) {
      button.addEventListener("click", () => update(model.press[button.name](settings)));
    }
    for (const area of svg.querySelectorAll("[data-drag]")) {
      const s = scales(area.parentNode);
      const follow = (event, begin) => {
        const at = new DOMPoint(event.clientX, event.clientY)
          .matrixTransform(svg.getScreenCTM().inverse());
        update(model.drag(settings, s.x(at.x), s.y(at.y), begin));
      };
      area.addEventListener("pointerdown", (event) => {
        area.setPointerCapture(event.pointerId);
        follow(event, true);
      });
      area.addEventListener("pointermove", (event) => {
        if (area.hasPointerCapture(event.pointerId)) follow(event, false);
      });
      // A finger that moves along the axis drags; across it, the page scrolls as always. (Browsers
      // pass over the property touch-action inside a picture.)
      let from, along;
      area.addEventListener("touchstart", (event) => {
        from = event.touches[0];
        along = undefined;
      }, { passive: true });
      area.addEventListener("touchmove", (event) => {
        const to = event.touches[0];
        const x = Math.abs(to.clientX - from.clientX), y = Math.abs(to.clientY - from.clientY);
        along ??= area.dataset.drag === "x" ? x > y : y > x;
        if (along && event.cancelable) event.preventDefault();
      }, { passive: false });
    }
    if (model.start) Object.assign(settings, model.start(settings));
    update({});
    clearTimeout(timer);
    heard.textContent = state.said; // the picture keeps the page's description until it changes
    controls.hidden = false;
    root.explorable = { settings: () => ({ ...settings }), state: () => state, set: update };
    sentence(root, root.dataset.explorable);
  }

  // Words in the text that set a figure: they become buttons where scripts run.
  function sentence(root, name) {
    for (const words of document.querySelectorAll(`[data-sets="${name}"]`)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rnnbook-sets";
      button.append(...words.childNodes);
      words.replaceChildren(button);
      button.addEventListener("click", () => {
        const { values, press } = words.dataset;
        if (values) root.explorable.set(JSON.parse(values));
        if (press) root.querySelector(`button[name="${press}"]`).click();
        root.querySelector("svg").scrollIntoView({ block: "nearest" });
      });
    }
  }

  // A figure comes to life when it is near the screen, or when the first key is pressed: a page that
  // opens has other things to do first.
  function whenNear(root, act) {
    let near;
    const wake = () => {
      near?.disconnect();
      removeEventListener("keydown", wake, true);
      act();
    };
    addEventListener("keydown", wake, true);
    try {
      near = new IntersectionObserver((seen) => {
        if (seen.some((one) => one.isIntersecting)) wake();
      }, { rootMargin: "100% 0px" });
      near.observe(root);
    } catch {
      near = undefined; // a browser that does not say what is near the screen
      wake();
    }
  }

  window.rnnbook = {
    explorable(name, model) {
      for (const root of document.querySelectorAll(`[data-explorable="${name}"]`)) {
        whenNear(root, () => enliven(root, model));
      }
    },
    dot, times, add, norm, softmax, read, logits, shown, fiveInputs,
  };
})();
