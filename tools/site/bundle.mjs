// Make one style sheet and one script for the built book.
//
//     node bundle.mjs < order.json
//
// The order, JSON written by bookbuild/html/bundle.py, names what goes in (styles; for each script the
// files of its parts; programs that import others, and libraries from here; scripts that stay alone are
// made smaller where they are), the built pages, and the folder where the results go. Rules that no page
// and no script can use are left out. Fonts stay where they are, named from the folder above the
// results: the book may lie below a folder of any name. Prints, as JSON, the letters and icons that they have to show.
import fs from 'node:fs';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import esbuild from 'esbuild';
import {Parser} from 'htmlparser2';
import postcss from 'postcss';
import {PurgeCSS} from 'purgecss';

// Browsers of the last years; esbuild writes newer words in a way that these understand.
const TARGET = ['chrome105', 'firefox110', 'safari16'];
// What no page shows and scripts put there, in words made of parts.
const ADDED_BY_SCRIPTS = [/^copybtn/, /^highlighted/];
// Attributes whose values change while a page is open.
const CHANGING = ['data-theme', 'data-mode', 'aria-expanded', 'aria-current', 'open', 'data-tooltip'];

/** Read style sheets into one, with the places they refer to named from one folder. */
function joined(files, home) {
  const whole = postcss.root();
  for (const file of files) {
    const sheet = postcss.parse(fs.readFileSync(file, 'utf8'), {from: file});
    sheet.walkAtRules(/^(import|charset)$/, (rule) => rule.remove()); // the list names them all
    sheet.walkDecls((decl) => {
      decl.value = decl.value.replace(/url\((["']?)(?!data:|#)([^"')?]+)[^)]*\)/g, (_, quote, name) =>
        `url("${path.relative(home, path.resolve(path.dirname(file), name)).replaceAll('\\', '/')}")`);
    });
    whole.append(sheet);
  }
  return whole.toString();
}

/** Put the small pictures that rules name into the style sheet. */
function withPictures(css, home) {
  const kinds = {png: 'image/png', gif: 'image/gif', svg: 'image/svg+xml'};
  return css.replace(/url\("([^"]+\.(png|gif|svg))"\)/g, (_, file, kind) =>
    `url("data:${kinds[kind]};base64,${fs.readFileSync(path.join(home, file)).toString('base64')}")`);
}

/** Return what selectors can refer to in a page: PurgeCSS would take its prose for names, too. */
function namesIn(page) {
  const [tags, ids, classes, names, values] = [0, 0, 0, 0, 0].map(() => new Set());
  const parser = new Parser({
    onopentag(tag, attributes) {
      tags.add(tag);
      for (const [name, value] of Object.entries(attributes)) {
        names.add(name);
        if (name === 'class') for (const one of value.split(/\s+/)) classes.add(one);
        else if (name === 'id') ids.add(value);
        else if (value.length < 80) values.add(value);
      }
    },
  });
  parser.end(page);
  const lists = [tags, ids, classes, names, values].map((one) => [...one]);
  return {tags: lists[0], ids: lists[1], classes: lists[2], undetermined: [],
    attributes: {names: lists[3], values: [...lists[4], ...lists[2], ...lists[1]]}};
}

/** Leave out what neither a page nor a script can use. */
async function purged(css, pages, scripts) {
  const [{css: kept}] = await new PurgeCSS().purge({
    css: [{raw: css}],
    content: [...pages, ...scripts.map((raw) => ({raw, extension: 'js'}))],
    extractors: [{extensions: ['html'], extractor: namesIn}],
    dynamicAttributes: CHANGING,
    safelist: {standard: ['html', 'body', ...ADDED_BY_SCRIPTS]},
    fontFace: true,
    keyframes: true,
    variables: true,
  });
  return kept;
}

/** Return the characters that formulas show: upright, and in italics. */
function lettersOfFormulas(pages) {
  const found = {upright: new Set(), italic: new Set()};
  let inside = 0; // how deep in a formula
  const italics = []; // for each open element of it, whether it is in italics
  const parser = new Parser({
    onopentag(name, attributes) {
      const classes = (attributes.class ?? '').split(/\s+/);
      if (inside || classes.includes('katex-html')) {
        inside += 1;
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
  for (const page of pages) parser.write(fs.readFileSync(page, 'utf8'));
  parser.end();
  return {upright: [...found.upright].sort().join(''), italic: [...found.italic].sort().join('')};
}

/** Return the characters that icons are: those in a style sheet's escapes. */
function icons(css) {
  const codes = [...css.matchAll(/"\\([0-9a-f]{2,5})"/gi)].map((found) => parseInt(found[1], 16));
  return [...new Set(codes)].sort((a, b) => a - b).map((code) => String.fromCodePoint(code)).join('');
}

/** Leave out the fonts that have nothing to show. */
function withUsedFonts(css, letters) {
  const sheet = postcss.parse(css);
  sheet.walkAtRules('font-face', (rule) => {
    const name = path.basename(/url\("([^"]+\.woff2)"\)/.exec(rule.toString())[1]);
    const unused = name.startsWith('KaTeX_') ? !letters.upright && !letters.italic
      : name.startsWith('fa-regular') ? !/\.(far|fa-regular)\b/.test(css) : !letters.icons;
    if (unused) rule.remove();
    else rule.walkDecls('src', (decl) => { decl.value = decl.value.split(/,\s*(?=url)/)[0]; });
  });
  return sheet.toString();
}

/** Return the rules for dark pages, for readers whose browser runs no script and prefers dark. */
function darkWithoutScript(css) {
  const sheet = postcss.parse(css);
  const isDark = /\[data-theme=["']?dark["']?\]/g;
  sheet.walkAtRules('font-face', (rule) => rule.remove());
  sheet.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((one) => one.search(isDark) >= 0);
    if (!rule.selectors.join('')) rule.remove();
    else rule.selector = rule.selector.replace(isDark, '[data-theme]');
  });
  sheet.walkAtRules((rule) => { if (!rule.nodes?.length) rule.remove(); });
  return `@media screen and (prefers-color-scheme: dark) {${sheet}}`;
}

/** Return code that has its names for itself, and whose failure the browser's console tells. */
const part = (code) => `try { (() => {\n${code}\n})(); } catch (error) { console.error(error); }`;

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
const read = (file) => fs.readFileSync(file, 'utf8');
const scripts = Object.fromEntries(Object.entries(order.scripts).map(([name, parts]) =>
  [name, parts.map((files) => part(files.map(read).join('\n;\n'))).join('\n')]));
for (const [name, file] of Object.entries(order.programs)) scripts[name] = await whole(file);
fs.mkdirSync(order.folder, {recursive: true});
const alone = Object.fromEntries(order.alone.map((file) => [file, read(file)]));
const home = path.dirname(order.folder);
const small = await purged(joined(order.styles, home), order.pages,
  [...Object.values(scripts), ...Object.values(alone)]);
const letters = {...lettersOfFormulas(order.pages), icons: icons(small)};
const style = withPictures(withUsedFonts(small, letters), home);
const written = {
  'site.css': await minified(style, 'css'),
  'noscript.css': await minified(darkWithoutScript(style) + order.noscript, 'css'),
};
for (const [name, code] of Object.entries(scripts)) {
  written[name] = (name in order.programs ? NOTICE : '') + await minified(code, 'js');
}
for (const [name, code] of Object.entries(written)) fs.writeFileSync(path.join(order.folder, name), code);
for (const [file, code] of Object.entries(alone)) fs.writeFileSync(file, await minified(code, 'js'));
console.log(JSON.stringify(letters));
