// Make one style sheet and one script for the built book.
//
//     node bundle.mjs < order.json
//
// The order, JSON written by bookbuild/html/bundle.py, names what goes in (styles; for each script the
// files of its parts; programs that import others, and libraries from here; scripts that stay alone are
// made smaller where they are), the built pages, and the folder where the results go. Fonts that no
// formula uses are left out; the others stay where they are, named from the folder above the results:
// the book may lie below a folder of any name. Prints, as JSON, the letters that they have to show.
import fs from 'node:fs';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import esbuild from 'esbuild';
import {Parser} from 'htmlparser2';

// Browsers of the last years; esbuild writes newer words in a way that these understand.
const TARGET = ['chrome105', 'firefox110', 'safari16'];
const RULE = /([^{}]+)\{([^{}]*)\}/g;

/** Read a style sheet, with the files that it refers to named from one folder. */
const styleFrom = (file, home) => read(file).replace(/url\(([^:)]+\.woff2)\)/g, (_, name) =>
  `url("${path.relative(home, path.resolve(path.dirname(file), name)).replaceAll('\\', '/')}")`);

/** Return what formulas show: their characters, upright and in italics, and their classes. */
function formulasOf(pages) {
  const found = {upright: new Set(), italic: new Set(), classes: new Set()};
  let inside = 0; // how deep in a formula
  const italics = []; // for each open element of it, whether it is in italics
  const parser = new Parser({
    onopentag(name, attributes) {
      const classes = (attributes.class ?? '').split(/\s+/);
      if (inside || classes.includes('katex-html')) {
        inside += 1;
        for (const one of classes) found.classes.add(one);
        italics.push(classes.includes('mathnormal') || (italics.at(-1) ?? false));
      }
    },
    ontext(words) {
      const letters = italics.at(-1) ? found.italic : found.upright;
      if (inside) for (const letter of words) letters.add(letter);
    },
    onclosetag() {
      if (inside) inside -= 1, italics.pop();
    },
  }, {decodeEntities: true});
  for (const page of pages) parser.write(read(page));
  parser.end();
  return found;
}

/** Return the name of KaTeX's font for a rule, such as KaTeX_Main-Bold. */
function fontOf(rule) {
  const family = /font-family:\s*"?(KaTeX_\w+)/.exec(rule)?.[1] ?? /font:[^;}]*(KaTeX_\w+)/.exec(rule)?.[1];
  const bold = /font-weight:\s*(bold|700|600)/.test(rule) ? 'Bold' : '';
  const italic = /font-style:\s*italic/.test(rule) ? 'Italic' : '';
  return family || bold || italic ? `${family ?? 'KaTeX_Main'}-${bold + italic || 'Regular'}` : null;
}

/** Leave out the fonts of classes that no formula has. */
function withUsedFonts(css, classes) {
  const used = new Set();
  for (const [, selectors, rule] of css.matchAll(RULE)) {
    const isUsed = selectors.split(',').some((one) => /^\s*\.katex\b/.test(one)
      && [...one.matchAll(/\.([\w-]+)/g)].every(([, name]) => name === 'katex' || classes.has(name)));
    if (isUsed && classes.size) used.add(fontOf(rule));
  }
  return css.replace(/@font-face\s*\{[^}]*\}/g, (rule) =>
    used.has(/(KaTeX_[\w-]+)\.woff2/.exec(rule)?.[1]) ? rule : '');
}

/** Return code that has its names for itself, and whose failure the browser's console tells. */
const part = (code) => `try { (() => {\n${code}\n})(); } catch (error) { console.error(error); }`;

const read = (file) => fs.readFileSync(file, 'utf8');
const minified = async (code, loader) =>
  (await esbuild.transform(code, {loader, minify: true, target: TARGET, legalComments: 'none'})).code;

// Whose libraries a program takes in.
const NOTICE = '/* With MiniSearch, copyright Luca Ongaro, and stemmer, copyright Titus Wormer. Both: MIT License, '
  + 'https://opensource.org/license/mit */\n';

/** Return a program with all that it imports, as one script. */
async function whole(file) {
  const {outputFiles} = await esbuild.build({
    entryPoints: [file],
    nodePaths: [fileURLToPath(new URL('node_modules', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: TARGET,
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0].text;
}

const order = JSON.parse(await text(process.stdin));
const scripts = Object.fromEntries(Object.entries(order.scripts).map(([name, parts]) =>
  [name, parts.map((files) => part(files.map(read).join('\n;\n'))).join('\n')]));
for (const [name, file] of Object.entries(order.programs)) scripts[name] = await whole(file);
fs.mkdirSync(order.folder, {recursive: true});
const home = path.dirname(order.folder);
const {upright, italic, classes} = formulasOf(order.pages);
const style = order.styles.map((file) => styleFrom(file, home)).join('\n');
const written = {'site.css': await minified(withUsedFonts(style, classes), 'css')};
for (const [name, code] of Object.entries(scripts)) {
  written[name] = (name in order.programs ? NOTICE : '') + await minified(code, 'js');
}
for (const [name, code] of Object.entries(written)) fs.writeFileSync(path.join(order.folder, name), code);
for (const file of order.alone) fs.writeFileSync(file, await minified(read(file), 'js'));
console.log(JSON.stringify({upright: [...upright].sort().join(''), italic: [...italic].sort().join('')}));
