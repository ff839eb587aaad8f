/* What people type and paste, read as the server reads it (core/base/typed_text.py); tests/cases holds the cases of both. */

/* Radicals that a PDF gives in the place of the characters they look like. */
const RADICALS =
  '⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王' +
  '⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長' +
  '⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟';
const FOLD = new Map();
const SIGNS = [...RADICALS];
for (let place = 0; place < SIGNS.length; place += 2) { FOLD.set(SIGNS[place], SIGNS[place + 1]); }

const RADICAL = /[\u2e80-\u2eff\u2f00-\u2fd5]/g;
/* eslint-disable-next-line no-control-regex, no-misleading-character-class -- single signs, none is meant to combine */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
const WIDE = /[\uff01-\uff5e\u3000]/g;
const BLANKS = /\s+/g;
const DASH = /[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const DOT = /[·•‧・．･\u2219\u22c5\u2e31]/g;
export const HAN = '\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{323af}';
const BETWEEN_HAN = new RegExp(`([${HAN}·]) +(?=[${HAN}·])`, 'gu');
const NUMBER = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(\.\d+)?$/;

const narrow = (text) => text.replace(WIDE, (sign) => (sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)));
const folded = (sign) => FOLD.get(sign) || sign.normalize('NFKC');

/* One line of text as it is stored. */
export const lineText = (text) => text.replace(/\r\n/g, '\n').normalize('NFC').replace(UNSEEN, '').replace(RADICAL, folded).trim().replace(/\n/g, ' ');
/* A number in plain digits, '' for nothing, null for what is none. */
export function numberText(text) {
  const plain = narrow(lineText(text)).replace(BLANKS, ' ').replace(DASH, '-').trim();
  if (plain === '' || plain === '-') { return plain && '0'; }
  const found = NUMBER.exec(plain);
  return found ? found[1] + found[2].replace(/[, ]/g, '') + (found[3] || '') : null;
}
/* Whether a comma keeps a text from being a number, such as one that means a decimal point. */
export const hasStrayComma = (text) => numberText(text) === null && numberText(narrow(lineText(text)).replace(/,/g, '')) !== null;
/* Codes of digits and letters, mobile and landline numbers, names of people, login names. */
export const codeText = (text) => narrow(lineText(text)).replace(BLANKS, '').replace(DASH, '').toUpperCase();
export const mobileText = (text) => codeText(text).replace(/^(\+|00)86/, '');
export const phoneText = (text) => narrow(lineText(text)).replace(BLANKS, '').replace(DASH, '-');
export const nameText = (text) => lineText(text).replace(BLANKS, ' ').replace(DOT, '·').replace(BETWEEN_HAN, '$1').trim();
export function accountText(text) {
  const plain = narrow(lineText(text)).trim();
  const isCased = (one) => one.charCodeAt(0) > 0x7f && one.toLowerCase() !== one.toUpperCase();
  return [...plain].some(isCased) ? '' : plain.toLowerCase();
}
