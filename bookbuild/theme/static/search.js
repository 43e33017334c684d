/* The search, on its page and in the dialog of every page: the sections that have the words a reader
   types, with a line of each. */
import { find, makeIndex, MOST, wordsOf } from "./finding.js";

const LONGEST = 1000; // letters of a query that are looked at
const LINE = 220; // letters of a section that are shown
const PAUSE = 150; // milliseconds between a key and the answer
const SECTIONS = "_static/bundle/sections.js";
const ALL = /[\p{L}\p{N}_]+/gu;

const root = document.documentElement.dataset.content_root;
const make = (tag, name, text) => {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
};
const counted = (number) => {
  if (!number) return "Nothing found. Fewer words, or a part of a word, may find more.";
  if (number === 1) return "Found 1 place in the book.";
  return `Found ${number} places${number < MOST ? "" : " and more"} in the book, the best first.`;
};

/* Sections arrive in a script, which a page that was opened from a folder may load, too. */
let index;
const load = () => {
  index ??= new Promise((resolve, reject) => {
    window.Search = { setSections: (pages) => resolve(makeIndex(pages)) };
    const script = document.createElement("script");
    script.src = root + SECTIONS;
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return index;
};

/* The line that has most of the words, which are marked in it: of the text, or of code and output. */
const isWanted = (word, words) => wordsOf(word).some((one) => words.has(one));
const densest = (text, words) => {
  const places = [...text.matchAll(ALL)].filter(([word]) => isWanted(word, words));
  let best = { place: 0, number: 0 };
  places.forEach(({ index: place }, i) => {
    const seen = new Set();
    for (let j = i; j < places.length && places[j].index < place + LINE / 2; j += 1) {
      seen.add(places[j][0].toLowerCase());
    }
    if (seen.size > best.number) best = { place, number: seen.size };
  });
  return best;
};
const line = ({ prose, code }, words) => {
  const [inProse, inCode] = [prose, code].map((text) => densest(text, words));
  const isCode = !prose || inCode.number > inProse.number + 1;
  const [text, { place }] = isCode ? [code, inCode] : [prose, inProse];
  const start = place > LINE / 2 ? text.lastIndexOf(" ", place - LINE / 4) + 1 : 0;
  const shown = text.slice(start, start + LINE);
  const context = make("p", "context", start ? "… " : "");
  for (const part of shown.split(/([\p{L}\p{N}_]+)/u)) {
    context.append(isWanted(part, words) ? make("span", "highlighted", part) : part);
  }
  if (start + LINE < text.length) context.append(" …");
  return context;
};

const item = ({ section, words }, query) => {
  const { name, place, page, anchor, heading } = section;
  const shown = document.createElement("li");
  const link = make("a", "", heading);
  const marks = query.match(ALL).slice(0, 50).join(" ");
  link.href = `${root}${name}.html?${new URLSearchParams({ highlight: marks })}#${anchor}`;
  const where = [page, place].filter(Boolean).join(", ");
  shown.append(link, make("p", "where", where), line(section, new Set(words)));
  return shown;
};

const serve = (form) => {
  const field = form.querySelector("input");
  const results = form.parentElement.querySelector(".results");
  let summary, items, asked, timer;
  const answer = async (text) => {
    const query = text.slice(0, LONGEST);
    asked = query;
    if (!summary) {
      summary = make("p", "search-summary", "");
      summary.setAttribute("role", "status");
      items = make("ol", "search", "");
      items.setAttribute("aria-label", "Search results");
      results.append(summary, items);
    }
    if (!index) summary.textContent = "Searching …";
    try {
      const hits = find(await load(), query);
      if (asked !== query) return; // somebody types on
      items.replaceChildren(...hits.map((hit) => item(hit, query)));
      summary.textContent = counted(hits.length);
    } catch (error) {
      summary.textContent = "The list of sections did not arrive: please load the page again.";
      if (error instanceof Error) throw error;
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE, field.value);
  });
  // The arrows lead from the field to the results, and through them.
  form.parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...results.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement);
    if (!step || place < 0 || !stops[place + step]) return;
    event.preventDefault();
    stops[place + step].focus();
  });
  // A place on this page closes the dialog.
  results.addEventListener("click", ({ target }) => {
    if (target.closest("a")) form.closest("dialog")?.close?.();
  });
  return { field, answer };
};

for (const form of document.querySelectorAll("form[role=search]")) {
  const { field, answer } = serve(form);
  const query = new URLSearchParams(location.search).get("q");
  if (!form.closest("main")) {
    // Somebody may have typed while this was loaded.
    if (field.value) answer(field.value);
  } else {
    field.focus();
    if (query !== null) {
      field.value = query;
      answer(query);
    }
  }
}
