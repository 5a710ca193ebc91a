// Reads the facts that counting needs out of npm twitter-text 3.1.0 and prints them as JSON:
// top-level domains in order of preference, character classes (each UTF-16 unit tried against
// the library's own pattern, flags and all), and the emoji it knows.
// Run by twitter_text_tables.py, in a folder where twitter-text is installed.
import {createRequire} from 'node:module';
import {join} from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const piece = name => {
  const found = require(`twitter-text/dist/regexp/${name}.js`);
  return found.source ?? found;
};

const members = (pattern, flags, end, text) => {
  const whole = new RegExp(`^(?:${pattern})$`, flags), ranges = [];
  let start = -1;
  for (let code = text === String.fromCodePoint ? 0x10000 : 0; code <= end; code++) {
    const inside = code < end && whole.test(text(code));
    if (inside && start < 0) start = code;
    if (!inside && start >= 0) { ranges.push([start, code - 1]); start = -1; }
  }
  return ranges;
};
const units = (pattern, flags = 'i') => members(pattern, flags, 0x10000, String.fromCharCode);
const all = pattern => [...units(pattern), ...members(pattern, 'i', 0x110000, String.fromCodePoint)];
const names = name => piece(name).match(/^\(\?:\(\?:(.*)\)\(\?=/s)[1].split('|');


// The emoji, by what may follow what. One sequence is one emoji when the library's pattern takes
// all of it at once.
const pattern = new RegExp(require('twemoji-parser/dist/lib/regex.js').default.source);
const one = (...codes) => {
  const text = String.fromCodePoint(...codes), found = pattern.exec(text);
  return found !== null && found.index === 0 && found[0].length === text.length;
};
const [JOINER, SELECTOR, SKIN, MALE, MAN] = [0x200d, 0xfe0f, 0x1f3fb, 0x2642, 0x1f468];
const emoji = test => {
  const ranges = [];
  let start = -1;
  for (let code = 0; code <= 0x1ffff; code++) {
    const inside = code < 0x1ffff && !(code >= 0xd800 && code < 0xe000) && test(code);
    if (inside && start < 0) start = code;
    if (!inside && start >= 0) { ranges.push([start, code - 1]); start = -1; }
  }
  return ranges;
};
// What is written out in the pattern: families, couples, a few flags. [ab] at the end is two.
const written = pattern.source.split('|').flatMap(part => {
  const bare = part.replace(/^\(\?:|\)$/g, '');
  const whole = bare.match(/^((?:\\u[0-9a-f]{4})+)(?:\[((?:\\u[0-9a-f]{4})+)\])?$/);
  if (!whole || !/200d|db40/.test(bare)) return [];
  const read = text => [...text.matchAll(/\\u([0-9a-f]{4})/g)].map(hit => parseInt(hit[1], 16));
  const start = read(whole[1]), ends = whole[2] ? read(whole[2]).map(end => [end]) : [[]];
  return ends.map(end => Array.from(String.fromCharCode(...start, ...end), c => c.codePointAt(0)));
}).filter(codes => one(...codes));

// The pattern's other branch, a pair of brackets, is seen to in the scanner.
const pathEnd = `[${piece('validUrlPathEndingChars').split(']|')[0].slice(1)}]`;

process.stdout.write(JSON.stringify({
  version: require('twitter-text/package.json').version,
  tlds: [...names('validGTLD'), ...names('validCCTLD')],
  classes: {
    NOT_HOST: units(`(?!${piece('validDomainChars')}|[-_.])[^]`),
    ASCII_HOST: units(`[\\-a-z0-9${piece('latinAccentChars')}]`),
    PATH: units(piece('validGeneralUrlPathChars')),
    PATH_INNER: units(`(?!${pathEnd})${piece('validGeneralUrlPathChars')}`),
    PATH_END: units(pathEnd),
    SPACE: units(piece('spaces')),
    ACCENT: units(`[${piece('latinAccentChars')}]`, ''),
    TAG: all(piece('hashtagAlphaNumeric')),
    TAG_LETTER: all(piece('hashtagAlpha')),
  },
  emoji: {
    ANY: emoji(c => one(c)),
    SELECTED: emoji(c => one(c, SELECTOR)),
    TONED: emoji(c => one(c, SKIN)),
    GENDERED: emoji(c => one(c, JOINER, MALE, SELECTOR)),
    GENDERED_TONED: emoji(c => one(c, SKIN, JOINER, MALE, SELECTOR)),
    WORK: emoji(c => one(MAN, SKIN, JOINER, c)),
    WORK_SELECTED: emoji(c => one(MAN, SKIN, JOINER, c, SELECTOR)),
  },
  flags: Array.from({length: 26}, (_, a) => Array.from({length: 26}, (_, b) => b)
    .filter(b => one(0x1f1e6 + a, 0x1f1e6 + b)).map(b => String.fromCharCode(65 + b)).join('')),
  written,
}));
