// Take the built pages apart into the sections that the search finds.
//
//     node sections.mjs < order.json
//
// The order, JSON written by bookbuild/html/search.py, names the pages ({name, file}), the entries
// of the index ({page: {id: [term]}}) and the file to write: a script that hands the sections over,
// since a page opened from a folder may fetch no other kind of file.
//
// A section is what has a heading, an exercise, or the entry of a function. Its words are those that
// a reader sees, less solutions, cells to fill in, drawings and all but the shortest formulas.
import fs from 'node:fs';
import {text} from 'node:stream/consumers';
import {Parser} from 'htmlparser2';

const SKIPPED = new Set(['script', 'style', 'svg', 'button', 'nav', 'noscript', 'select', 'option']);
const SKIPPED_CLASSES = ['headerlink', 'katex-html', 'solution', 'tag_exercise', 'tag_solution',
  'exercise-meta', 'exercise-guess', 'exercise-start', 'exercise-hint', 'code-fold', 'where', 'bars',
  'toctree-wrapper', 'rnnbook-terms', 'rnnbook-controls'];
const INLINE = new Set(['a', 'abbr', 'b', 'cite', 'code', 'em', 'i', 'kbd', 'small', 'span', 'strong',
  'sub', 'sup', 'var', 'math', 'mrow', 'mi', 'mo', 'mn', 'msub', 'msup', 'mtext']);
const VOID = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr', 'col', 'source']);
const HEADING = /^h[1-6]$/;
const JOINTS = {msub: '_', msup: '^', mfrac: '/'}; // in the words of a formula, such as h_t
const LONGEST_FORMULA = 16; // letters; longer ones are left out

const LONGEST_OUTPUT = 700; // letters of what the cells of a section print

const squeezed = (words) => words.replace(/\s+/g, ' ').trim();

/** Return the names in code, each once. */
const named = (code) => [...new Set(code.match(/[A-Za-z_][\w.]*\w/g) ?? [])].join(' ');

/** Return the sections of one page, each {id, heading, prose, code}. */
function sectionsOf(html) {
  const found = [];
  const open = []; // for each open element: what ends with it
  let inArticle = 0, skipped = 0, inHeading = 0, inCode = 0, inOutput = 0, formula = null;
  const here = () => open.findLast(({section}) => section)?.section;
  const begin = (id) => {
    const section = {id, heading: '', prose: '', code: '', printed: ''};
    found.push(section);
    return section;
  };
  const add = (words) => {
    const section = here();
    if (!section) return;
    if (inHeading) section.heading += words;
    else if (inCode) section[inOutput ? 'printed' : 'code'] += words;
    else section.prose += words;
  };
  const parser = new Parser({
    onopentag(tag, {id, class: names = ''}) {
      const classes = names.split(/\s+/);
      const has = (name) => classes.includes(name);
      if (tag === 'article') inArticle += 1;
      if (!inArticle) return;
      if (VOID.has(tag)) return add(' ');
      const one = {tag};
      open.push(one);
      one.skips = SKIPPED.has(tag) || SKIPPED_CLASSES.some(has);
      if (one.skips) skipped += 1;
      if (skipped) return;
      if (has('katex')) one.formula = formula = {words: ''};
      const around = open.at(-2);
      if (around && JOINTS[around.tag]) {
        around.children = (around.children ?? 0) + 1;
        if (around.children === 2) formula.words += JOINTS[around.tag];
      }
      if (!INLINE.has(tag)) add(' ');
      const isEntry = tag === 'dt' && has('sig') && id;
      const isExercise = id && has('exercise') && has('admonition');
      if (tag === 'section' && id || isExercise) one.section = begin(id);
      if (isEntry) open.at(-2).section = begin(id); // what describes it stands beside it, in the list
      // The title of an exercise is its heading; what a section is called stands in its first one.
      const isTitle = HEADING.test(tag) || isEntry
        || (has('exercise-title') || has('admonition-title')) && open.at(-2)?.section;
      if (isTitle && !here()?.heading) one.heads = true, inHeading += 1;
      if (tag === 'pre') one.code = true, inCode += 1;
      if (has('cell_output')) one.output = true, inOutput += 1;
    },
    ontext(words) {
      if (skipped || !open.length) return;
      if (!formula) add(words);
      else formula.words += words;
    },
    onclosetag(tag) {
      if (!inArticle || VOID.has(tag)) return;
      const one = open.pop();
      if (tag === 'article') inArticle -= 1;
      if (one.skips) skipped -= 1;
      else if (!skipped) {
        if (one.formula) {
          const {words} = formula;
          formula = null;
          add(words.length <= LONGEST_FORMULA ? words : '…');
        }
        if (!INLINE.has(tag)) add(' ');
        if (one.heads) inHeading -= 1;
        if (one.code) inCode -= 1;
        if (one.output) inOutput -= 1;
      }
    },
  }, {decodeEntities: true});
  parser.end(html);
  return found.map(({id, heading, prose, code, printed}) => ({id, heading: squeezed(heading),
    prose: squeezed(prose), code: `${squeezed(printed).slice(0, LONGEST_OUTPUT)} ${named(code)}`.trim()}));
}

const order = JSON.parse(await text(process.stdin));
const pages = order.pages.map(({name, place, file}) => {
  const terms = order.terms[name] ?? {};
  const sections = sectionsOf(fs.readFileSync(file, 'utf8'));
  return [name, place, sections.map(({id, heading, prose, code}) =>
    [id, heading, terms[id] ?? [], prose, code])];
});
fs.writeFileSync(order.written, `Search.setSections(${JSON.stringify(pages)})\n`);
