/* A table of figures is walked and pasted into as a spreadsheet; what is computed is passed over. */
import { $, $$, emit, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { block } from './figures.js';

const STEPS = { ArrowDown: 1, Enter: 1, ArrowUp: -1 };

function walk(grid, event) {
  const input = event.target, step = STEPS[event.key];
  if (!step || input.nodeName !== 'INPUT' || event.ctrlKey || event.metaKey) { return; }
  const place = input.closest('td').cellIndex;
  const column = $$('tr', grid).map((row) => row.cells[place] && $('input', row.cells[place])).filter(Boolean);
  const next = column[column.indexOf(input) + step];
  event.preventDefault();
  if (next) { next.focus(); next.select(); }
}
function paste(grid, event) {
  const input = event.target, text = event.clipboardData ? event.clipboardData.getData('text/plain') : '';
  if (input.nodeName !== 'INPUT' || !/[\t\n]/.test(text)) { return; }
  event.preventDefault();
  const rows = $$('tr', grid), top = rows.indexOf(input.closest('tr')), left = input.closest('td').cellIndex;
  block(text).forEach((line, down) => line.forEach((value, right) => {
    const cell = rows[top + down] && rows[top + down].cells[left + right], field = cell && $('input', cell);
    if (!field) { return; }
    field.value = value;
    emit(field, 'input');
    emit(field, 'change');
  }));
}

whenNew('[data-sums] .zj-grid,[data-grid]', (grid) => {
  on(grid, 'keydown', (event) => walk(grid, event));
  on(grid, 'paste', (event) => paste(grid, event));
});
