/* The search page: which pages and sections have the words that a reader typed. The index is
   Sphinx's. So are `stopwords` and `Stemmer`, which language_data.js, in front of this, defines. */
const EXACT = { terms: 5, titleterms: 15 };
const PARTLY = { terms: 2, titleterms: 7 };
const HEADING = 15;
const LONGEST = 1000; // letters of a query that are looked at
const root = document.documentElement.dataset.content_root;
const field = document.querySelector(".bd-search-container input[type=search]");
const query = new URLSearchParams(location.search).get("q");
const stem = (word) => new Stemmer().stemWord(word);
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const unique = (values) => [...new Set(values)];
const make = (tag, name, text) => {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
};

/* The words that count: none that stands on every page, and no scrap of one or two letters beside
   longer ones. */
const wordsOf = (text) => {
  const words = unique(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []);
  const telling = words.filter((word) => !stopwords.includes(word));
  const long = telling.filter((word) => word.length > 2);
  return long.length ? long : telling;
};

/* {page: score} of a word. Only a table's own entries count: "constructor" is a word like others. */
const pagesWith = (index, word) => {
  const found = new Map();
  const add = (pages, score) => {
    for (const page of [pages].flat()) found.set(page, Math.max(score, found.get(page) ?? 0));
  };
  for (const name in EXACT) {
    const table = index[name];
    if (Object.hasOwn(table, word)) add(table[word], EXACT[name]);
    else if (word.length > 2) {
      for (const term of Object.keys(table)) if (term.includes(word)) add(table[term], PARTLY[name]);
    }
  }
  return found;
};
const pagesWithAll = (index, words) => {
  const [first = new Map(), ...others] = words.map((word) => pagesWith(index, stem(word)));
  return [...first]
    .filter(([page]) => others.every((found) => found.has(page)))
    .map(([page, score]) => [page, Math.max(score, ...others.map((found) => found.get(page)))]);
};

/* What is found, best first: pages with all words, and sections whose heading is the query. */
const find = (index, text, words) => {
  const titles = index.titles.map((title) => parsed(title).body.textContent);
  const hits = new Map();
  const add = (page, title, anchor, score) => {
    const address = index.docnames[page] + anchor;
    if (!(hits.get(address)?.score >= score)) hits.set(address, { page, title, anchor, score });
  };
  for (const [page, score] of pagesWithAll(index, words)) add(page, titles[page], "", score);
  const whole = text.trim().toLowerCase();
  for (const [heading, places] of Object.entries(index.alltitles)) {
    const name = heading.trim().replace(/^\((.*)\)$/, "$1");
    if (!whole || !name.toLowerCase().includes(whole) || whole.length < name.length / 2) continue;
    const score = Math.round((HEADING * whole.length) / name.length);
    for (const [page, id] of places) {
      if (titles[page] === name) add(page, name, "", score + 1);
      else add(page, `${titles[page]} > ${name}`, id ? `#${id}` : "", score);
    }
  }
  return [...hits.values()].sort((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1));
};

/* The words around the first one that was found. Browsers fetch no pages for a file of a folder. */
const excerpt = async (page, anchor, wanted) => {
  const place = parsed(await (await fetch(page)).text());
  for (const one of place.querySelectorAll(".headerlink, .katex-mathml, script, svg")) one.remove();
  const part = place.getElementById(anchor.slice(1)) ?? place.querySelector("article");
  const text = part.textContent.replace(/\s+/g, " ");
  const start = Math.max(text.search(wanted) - 120, 0);
  const end = Math.min(start + 240, text.length);
  const context = make("p", "context", start ? "…" : "");
  const parts = text.slice(start, end).split(wanted);
  context.append(...parts.map((one, i) => (i % 2 ? make("span", "highlighted", one) : one)));
  if (end < text.length) context.append("…");
  return context;
};

const list = (index, hits, words) => {
  const marks = unique([...words, ...words.map(stem)]);
  const asked = marks.length ? `?${new URLSearchParams({ highlight: marks.join(" ") })}` : "";
  const wanted = new RegExp(`(${marks.join("|") || "$^"})`, "giu");
  const items = make("ul", "search", "");
  for (const { page, title, anchor } of hits) {
    const item = document.createElement("li");
    const link = make("a", "", title);
    const address = `${root}${index.docnames[page]}.html`;
    link.href = address + asked + anchor;
    item.append(link);
    items.append(item);
    if (location.protocol === "file:") continue;
    excerpt(address, anchor, wanted).then((words) => item.append(words), () => {});
  }
  return items;
};

field?.focus();
if (query !== null) {
  if (field) field.value = query;
  const results = document.getElementById("search-results");
  const summary = make("p", "search-summary", "Searching …");
  summary.setAttribute("role", "status");
  results.append(make("h2", "", "Search results"), summary);
  window.Search = {
    setIndex(index) {
      const text = query.slice(0, LONGEST);
      const words = wordsOf(text);
      const hits = find(index, text, words);
      summary.textContent = hits.length
        ? `Found ${hits.length} ${hits.length === 1 ? "place" : "places"} in the book.`
        : "Nothing found. Fewer words, or a part of a word, may find more.";
      results.append(list(index, hits, words));
    },
  };
  addEventListener("error", ({ target }) => {
    if (target.tagName !== "SCRIPT") return;
    summary.textContent = "The list of words did not arrive: please load the page again.";
  }, true);
} else {
  window.Search = { setIndex() {} };
}
