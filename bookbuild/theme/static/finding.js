/* What the search finds: sections of the book, best first. MiniSearch scores their words (BM25); what
   is ours is which words count as the same, and that a heading or an entry of the index that says
   what the reader typed comes first. */
import MiniSearch from "minisearch";
import { stemmer } from "stemmer";

// What a match is worth, by where it stands.
const BOOST = { heading: 5, terms: 5, page: 2, prose: 1, code: 0.5 };
const WEIGHTS = { prefix: 0.4, fuzzy: 0.2 };
// Sections that repeat what others say, and those that list or ask.
const LESS = [
  [/^(summary|exercises|solutions)$/i, 0.5],
  [/^exercise \d/i, 0.6],
];
const LISTS = { evidence: 0.3, exercises: 0.6, terms: 0.2, bibliography: 0.5 };
const SAME = 4; // the query is a heading or an entry
const INSIDE = 2.5; // an entry of several words stands in the query, as in a pasted message
const CONTAINED = 1.6; // the query stands in a heading or an entry
export const MOST = 25; // places that are shown
const COMMON = new Set(
  ("a an and are as at be but by can do does for from get has have how i if in into is it its my of on "
    + "or should than that the then there this to vs was what when where which why will with you your")
    .split(" "),
);

const WORD = /\d+(?:\.\d+)+|[\p{L}\p{N}_]+(?:[-'’‐‑][\p{L}\p{N}_]+)*/gu;
const CAMEL = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "");

/* One spelling for those of both sides of the Atlantic, and one form for those of a word. */
const american = (word) =>
  word
    .replace(/(?<=\w\w)is(e|ed|es|er|ers|ing|ation|ations)$/, "iz$1")
    .replace(/(?<=\w\w\w)our(s|ed|ing|al|able|ite)?$/, "or$1")
    .replace(/(?<=\w\w)tre(s?)$/, "ter$1")
    .replace(/ll(ed|ing|er|ers)$/, "l$1")
    .replace(/^grey/, "gray");
const root = (word) => (/^[a-z]+$/.test(word) ? stemmer(american(word)) : word);

/* The words of a text as the index knows them. What is put together counts as a whole, too: as
   batch_first, time-step (also without the hyphen) and CrossEntropyLoss. */
const known = new Map(); // {word of a text: words of the index}
const split = (whole) => {
  const parts = whole.split(/[-'’‐‑_]+/).flatMap((part) => part.split(CAMEL)).filter(Boolean);
  const joined = whole.replace(/[-'’‐‑]/g, "").replace(/^_+|_+$/g, "");
  const all = parts.length > 1 ? [joined, ...parts.filter((part) => part.length > 1)] : parts;
  return all.map((word) => root(word.toLowerCase()));
};
export const wordsOf = (text) => {
  const words = [];
  for (const [whole] of plain(text).matchAll(WORD)) {
    if (!known.has(whole)) known.set(whole, split(whole));
    words.push(...known.get(whole));
  }
  return words;
};
const telling = (text) => wordsOf(text).filter((word) => !COMMON.has(word));
const keyOf = (text) => ` ${telling(text).join(" ")} `;
const has = (key, other) => other.trim() !== "" && key.includes(other);

/* The sections, as they come from tools/site/sections.mjs, with their index. */
export const makeIndex = (pages) => {
  const sections = [];
  for (const [name, place, parts] of pages) {
    const title = parts[0]?.[1] ?? "";
    for (const [anchor, heading, terms, prose, code] of parts) {
      const keys = [heading, ...terms].map(keyOf);
      const page = parts[0][0] === anchor ? "" : title;
      sections.push({ id: sections.length, name, place, page, anchor, heading, terms: terms.join("; "), prose, code, keys });
    }
  }
  const mini = new MiniSearch({
    fields: Object.keys(BOOST),
    tokenize: wordsOf,
    processTerm: (word) => (COMMON.has(word) ? null : word),
    searchOptions: { boost: BOOST, weights: WEIGHTS },
  });
  mini.addAll(sections);
  return { sections, mini };
};

const factor = ({ heading, name }) => {
  const less = LESS.find(([pattern]) => pattern.test(heading))?.[1] ?? 1;
  return less * (LISTS[name.split("/").pop()] ?? 1);
};
const bonus = (keys, asked) => {
  if (keys.includes(asked)) return SAME;
  if (keys.some((key) => key.trim().includes(" ") && has(asked, key))) return INSIDE;
  return keys.some((key) => has(key, asked)) ? CONTAINED : 1;
};

/* [section, words that were found in it], best first. */
export const find = ({ sections, mini }, query) => {
  const words = [...new Set(telling(query))];
  if (!words.length) return [];
  const isKnown = (word) => mini.search(word, { tokenize: (one) => [one], prefix: true }).length > 0;
  const mistyped = new Set(words.filter((word) => word.length > 4 && !isKnown(word)));
  const results = mini.search(words.join(" "), {
    tokenize: (text) => text.split(" "),
    prefix: (word) => word.length > 2,
    fuzzy: (word) => (mistyped.has(word) ? 0.25 : false),
  });
  const asked = keyOf(query);
  const hits = results.map(({ id, score, match, queryTerms }) => {
    const section = sections[id];
    const share = new Set(queryTerms).size / words.length;
    return {
      section,
      words: Object.keys(match),
      score: score * share ** 2 * factor(section) * bonus(section.keys, asked),
    };
  });
  hits.sort((a, b) => b.score - a.score || a.section.id - b.section.id);
  return hits.slice(0, MOST);
};
