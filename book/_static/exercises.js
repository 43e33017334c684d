/* Exercise cards: a guess is compared with what came out, and what a reader has answered or solved is
   remembered. It is kept in the storage of this browser and nowhere else; where that is refused,
   a page answers all the same and forgets when it is left. */
const KEY = "rnnbook.answers";
let kept = {}; // done: {exercise: {page, at, guess, right}}
const read = () => {
  try {
    kept = JSON.parse(localStorage.getItem(KEY)) ?? kept;
  } catch {
    // Refused, or not ours: what this page knows stays.
  }
  const real = ([, one]) => one && typeof one === "object";
  kept = {
    done: Object.fromEntries(Object.entries(kept.done ?? {}).filter(real)),
    pages: kept.pages ?? {}, // {page: how many exercises it has}
  };
};
const write = () => {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Refused: kept until the page is left.
  }
};
read();

const element = (tag, className, ...inner) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inner);
  return made;
};
const nameOf = (path) => path.split("/").pop().replace(/\.html$/, "");
const page = nameOf(location.pathname);
const cards = [...document.querySelectorAll(".exercise-card")];

/* A number as people type it, or a kind word about what they typed. */
const numberIn = (typed) => {
  const text = typed.trim().replace(/[−–]/g, "-");
  if (!text) return { said: "Please write a number here." };
  if (text.includes("%")) {
    return { said: "Please leave out the %. Where a share is asked, write 0.5 for 50 %." };
  }
  const pointed = text.replace(",", ".");
  if (text.includes(",")) {
    return { said: /^-?\d*\.\d+$/.test(pointed)
      ? `Please write it with a point: ${pointed}.`
      : "Please write one number, with a point and no commas." };
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(Number(text))) {
    return { said: "Please write one number, such as 0.5 or 12." };
  }
  return { value: Number(text), text: text.replace("-", "−") };
};

const within = (values, bounds) => values.map((v, i) => bounds[i][0] <= v && v <= bounds[i][1]);

/* What a form holds: values to compare, words to show, and what cannot be read. */
const filledIn = (form, known) => {
  const values = [], guess = [], faults = [];
  known.bounds.forEach((_, place) => {
    const choices = known.choices?.[place] ?? [];
    const inputs = [...form.elements].filter((one) => one.name === String(place));
    if (choices.length) {
      const chosen = inputs.findIndex((one) => one.checked);
      if (chosen < 0) faults.push([inputs[0], "Please choose one."]);
      values.push(chosen);
      guess.push(choices[chosen]);
    } else {
      const { value, text, said } = numberIn(inputs[0].value);
      if (said) faults.push([inputs[0], said]);
      values.push(value);
      guess.push(text);
    }
  });
  return { values, guess, faults };
};
const fillIn = (form, known, guess) => {
  guess.forEach((text, place) => {
    const inputs = [...form.elements].filter((one) => one.name === String(place));
    const chosen = known.choices?.[place]?.indexOf(text) ?? -1;
    if (inputs[chosen]) inputs[chosen].checked = true;
    else if (inputs[0]?.type !== "radio") inputs[0].value = text;
  });
};

const complain = (form, faults) => {
  for (const old of form.querySelectorAll(".exercise-fault")) old.remove();
  for (const input of form.elements) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  faults.forEach(([input, said], number) => {
    const fault = element("p", "exercise-fault", said);
    fault.id = `${form.closest("section").id}-fault-${number}`;
    input.closest(".exercise-question").append(fault);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", fault.id);
  });
  faults[0]?.[0].focus();
};

/* What a form asks, in words. */
const asked = (form) => [...form.querySelectorAll(".exercise-question")].map((row) => {
  const group = row.closest("fieldset")?.querySelector("legend").textContent;
  const name = (row.querySelector("label[for]") ?? row.querySelector("span")).textContent;
  return group ? `${group}: ${name}` : name;
});
const counted = (right) => {
  const count = right.filter(Boolean).length;
  if (right.length > 1) return `${count} of ${right.length} count as right.`;
  return count ? "You were right." : "You expected something else.";
};
const verdict = (right, room) => {
  const words = room ? `${right ? "within" : "not within"} ${room}` : right ? "yes" : "no";
  return element("td", right ? "exercise-right" : "exercise-wrong", `${right ? "✓" : "✗"} ${words}`);
};
const table = (names, guess, known, right) => {
  const head = ["", "your guess", "what came out", "right?"].map((words) => {
    const cell = element(words ? "th" : "td", "", words);
    if (words) cell.scope = "col";
    return cell;
  });
  const rows = names.map((name, place) => {
    const first = element("th", "", name);
    first.scope = "row";
    return element("tr", "", first, element("td", "", guess[place]),
      element("td", "", known.shown[place]), verdict(right[place], known.within[place]));
  });
  return element("table", "", element("thead", "", element("tr", "", ...head)),
    element("tbody", "", ...rows));
};
const button = (words, act) => {
  const made = element("button", "", words);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
};

const answer = (card, form, known, { values, guess }) => {
  const right = within(values, known.bounds);
  const all = right.every(Boolean);
  const said = all ? "" : known.comments.find(([bounds]) => within(values, bounds).every(Boolean))?.[1];
  const result = card.querySelector(".exercise-result");
  if (known.kind !== "prediction") {
    const words = all ? "✓ That is right." : "✗ Not yet.";
    const room = !all && known.within.find(Boolean);
    result.replaceChildren(element("p", all ? "exercise-right" : "exercise-wrong", words,
      said ? ` ${said}` : "", room && !said ? ` It may be off by ${room}.` : ""));
    return { right, all };
  }
  const again = button("Guess again", () => {
    form.hidden = false;
    result.replaceChildren();
    form.querySelector("input").focus();
  });
  result.replaceChildren(table(asked(form), guess, known, right),
    element("p", "", element("strong", "", counted(right)), said ? ` ${said}` : ""),
    element("p", "exercise-buttons", again));
  form.hidden = true;
  return { right, all };
};

/* Ticks: in the card, in lists of exercises, and a count beside chapters. */
const ticked = (slug) => slug in kept.done;
const tick = () => {
  const made = element("span", "exercise-tick", "✓");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", "done");
  return made;
};
const slugOf = (hash) => hash.replace("#ex-", "").replaceAll("-", "_");
const showTicks = () => {
  for (const card of cards) {
    const box = card.querySelector(".exercise-done input");
    box.checked = ticked(card.dataset.exercise);
    card.classList.toggle("is-done", box.checked);
  }
  for (const old of document.querySelectorAll("td .exercise-tick, nav .exercise-count")) old.remove();
  for (const link of document.querySelectorAll("td:first-child a[href*='#ex-']")) {
    if (ticked(slugOf(link.hash))) link.after(" ", tick());
  }
  const counts = {};
  for (const { page: where } of Object.values(kept.done)) counts[where] = (counts[where] ?? 0) + 1;
  // A chapter's own link may lead to "#".
  for (const link of document.querySelectorAll("nav li > a[href]")) {
    const where = nameOf(link.pathname);
    const isChapter = !link.hash && (link.protocol === location.protocol);
    if (!isChapter || !counts[where] || !kept.pages[where]) continue;
    const shown = element("span", "exercise-count", `${counts[where]}/${kept.pages[where]}`);
    shown.title = `${counts[where]} of ${kept.pages[where]} exercises done`;
    link.append(" ", shown);
  }
};
const mark = (card, done) => {
  const slug = card.dataset.exercise;
  read();
  if (done) kept.done[slug] = { page, at: new Date().toISOString(), ...done };
  else delete kept.done[slug];
  kept.pages[page] = cards.length;
  write();
  showTicks();
};

for (const card of cards) {
  const label = card.querySelector(".exercise-done");
  const box = label.querySelector("input");
  const form = card.querySelector(".exercise-guess");
  const before = kept.done[card.dataset.exercise];
  const known = form && JSON.parse(form.dataset.answers);
  if (known?.kind !== "prediction") label.hidden = false;
  box.addEventListener("change", () => mark(card, box.checked && {}));
  if (!form) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = filledIn(form, known);
    complain(form, filled.faults);
    if (filled.faults.length) return;
    const { right, all } = answer(card, form, known, filled);
    if (known.kind === "prediction" || all) mark(card, { guess: filled.guess, right });
    const solution = card.querySelector("details.solution");
    if (solution && all) solution.open = true;
    // The form is gone, and with it the focus.
    if (form.hidden) card.querySelector(".exercise-result").focus({ preventScroll: true });
  });
  if (before?.guess?.length === known.bounds.length) {
    fillIn(form, known, before.guess);
    const filled = filledIn(form, known);
    if (!filled.faults.length) answer(card, form, known, filled);
  }
}
if (cards.length && kept.pages[page] && kept.pages[page] !== cards.length) {
  kept.pages[page] = cards.length;
  write();
}
showTicks();

/* The page of guesses. */
const line = (known, [low, high], value) => {
  // In tolerances from the middle of what counts as right; far ones stand at the edge.
  const room = (high - low) / 2;
  return Math.max(-4, Math.min(4, (value - (low + high) / 2) / room));
};
const strip = (distances) => {
  const across = (distance) => 200 + 45 * distance;
  const rows = {};
  const dots = distances.map((distance) => {
    const x = Math.round(across(distance) / 8) * 8;
    rows[x] = (rows[x] ?? 0) + 1;
    return `<circle cx="${x}" cy="${76 - 8 * rows[x]}" r="3.5" fill="currentColor"/>`;
  });
  const label = (x, words) =>
    `<text x="${x}" y="97" font-size="12" text-anchor="middle" fill="currentColor">${words}</text>`;
  return `<svg viewBox="0 0 400 106" role="img" aria-label="Where your numbers lie: too low at the left,` +
    ` counted as right in the middle, too high at the right">` +
    `<rect class="guess-band" x="155" y="4" width="90" height="76"/>` +
    `<path d="M10 80H390" stroke="currentColor" fill="none"/>${dots.join("")}` +
    `${label(70, "too low")}${label(200, "counts as right")}${label(330, "too high")}</svg>`;
};
const summary = document.querySelector(".guess-summary");
const showGuesses = () => {
  let answered = 0;
  const right = [], distances = [];
  for (const place of document.querySelectorAll(".guess-list > li")) {
    const known = JSON.parse(place.dataset.answers);
    const { guess } = kept.done[place.dataset.exercise] ?? {};
    place.querySelector("table, .guess-none")?.remove();
    if (!Array.isArray(guess) || guess.length !== known.bounds.length) {
      place.append(element("p", "guess-none", "No guess yet."));
      continue;
    }
    const values = guess.map((text, i) => known.choices?.[i]?.length
      ? known.choices[i].indexOf(text) : numberIn(String(text)).value);
    const verdicts = within(values, known.bounds);
    place.append(table(known.names, guess, known, verdicts));
    answered += 1;
    right.push(...verdicts);
    values.forEach((value, i) => {
      if (!known.choices?.[i]?.length && known.within[i]) {
        distances.push(line(known, known.bounds[i], value));
      }
    });
  }
  const all = document.querySelectorAll(".guess-list > li").length;
  const good = right.filter(Boolean).length;
  const low = distances.filter((one) => one < -1).length;
  const high = distances.filter((one) => one > 1).length;
  const words = [`You have answered ${answered} of ${all} predictions.`];
  if (answered) words.push(`${good} of the ${right.length} things that you said count as right.`);
  if (low + high) words.push(`Of your numbers, ${high} ${high === 1 ? "is" : "are"} too high and ${low} too low.`);
  summary.replaceChildren(element("p", "", words.join(" ")));
  if (distances.length) {
    const drawn = element("div");
    drawn.innerHTML = strip(distances);
    summary.append(drawn);
  }
  if (Object.keys(kept.done).length) {
    summary.append(element("p", "exercise-buttons", button("Forget my guesses", () => {
      kept = { done: {}, pages: {} };
      write();
      showTicks();
      showGuesses();
      summary.querySelector("p").tabIndex = -1;
      summary.querySelector("p").focus();
    })));
  }
};
if (summary) showGuesses();
