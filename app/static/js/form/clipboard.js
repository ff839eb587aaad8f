/* A block copied from a spreadsheet (Excel, WPS): its lines of cells, each as it is to be typed. No page. */
import { lineText, numberText } from './typed-text.js';

/* A cell of figures: the plain number, or what stands there, which the check of the field then refuses. */
function cell(text) {
  const figure = numberText(text);
  return { text: figure === null ? lineText(text) : figure, isChanged: figure !== null && figure !== text.trim() };
}

/* Cells parted by tabs; a cell with a line break, a tab or a quote stands in quotes, its own quotes doubled. */
function parted(text) {
  const lines = [[]], plain = text.replace(/\r\n?/g, '\n');
  let from = 0, line = lines[0];
  while (from <= plain.length) {
    const quoted = plain[from] === '"' && /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(plain.slice(from));
    const end = quoted ? from + quoted[0].length : plain.slice(from).search(/[\t\n]|$/) + from;
    line.push(quoted ? quoted[1].replace(/""/g, '"') : plain.slice(from, end));
    if (plain[end] === '\n') { lines.push(line = []); }
    from = end + 1;
  }
  if (lines.length > 1 && lines[lines.length - 1].join('') === '') { lines.pop(); }
  return lines;
}

/* Merged cells keep their places: what lies under one is null, which leaves the field there alone. */
export function placed(rows) {
  const lines = rows.map(() => []);
  rows.forEach((cells, down) => cells.forEach(({ text, colSpan, rowSpan }) => {
    let right = 0;
    while (lines[down][right] !== undefined) { right += 1; }
    for (let row = 0; row < Math.min(rowSpan, rows.length - down); row += 1) {
      for (let column = 0; column < colSpan; column += 1) { lines[down + row][right + column] = row || column ? null : text; }
    }
  }));
  return lines;
}

const read = (lines) => lines.map((line) => line.map((text) => (text === null ? null : cell(text))));
export const block = (text) => read(parted(text));
export const blockOf = (rows) => read(placed(rows));
