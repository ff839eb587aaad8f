/* A table of given rows: computed cells and totals follow while one types. */
import { $, $$, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import * as figures from './figures.js';

const columnOf = (output) => output.parentNode.dataset.col;
/* what a computed cell adds up, with signs: `full:1 deducted:-1` */
const addsOf = (output) => Object.fromEntries(
  output.dataset.adds.trim().split(' ').map((pair) => [pair.split(':')[0], +pair.split(':')[1]])
);
function textsOf(row) {
  const found = {};
  $$('[data-col]', row).forEach((cell) => {
    const input = $('input', cell);
    if (input || cell.dataset.value) { found[cell.dataset.col] = input ? input.value : cell.dataset.value; }
  });
  return found;
}
function put(output, value) {
  output.textContent = figures.shown(value, output.dataset.kind);
  output.classList.toggle('zj-bad', value < 0);
}
/* what is left stands below the totals, and may stand in the foot of the form too */
const restsOf = (table) => [...$$('[data-rest]', table), ...$$(`[data-of="${table.id}"]`, table.closest('form') || document)];
function compute(table) {
  const rows = $$('tbody:not(.is-total) tr', table);
  const adds = Object.fromEntries($$('[data-adds]', table).map((output) => [columnOf(output), addsOf(output)]));
  const { cells, totals } = figures.grid(rows.map(textsOf), adds);
  rows.forEach((row, place) => $$('[data-adds]', row).forEach((output) => put(output, cells[place][columnOf(output)])));
  restsOf(table).forEach((output) => put(output, figures.rest(output.dataset.most, totals[output.dataset.rest])));
  $$('[data-total]', table).forEach((output) => put(output, totals[output.dataset.total] || 0));
}

whenNew('[data-grid]', (table) => {
  on(table, 'input', () => compute(table));
  compute(table);
});
