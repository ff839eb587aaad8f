/* A table of figures is walked and pasted into as a spreadsheet; what is computed is passed over. */
import { $, $$, emit, on, toast, words } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { block, blockOf } from './clipboard.js';

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

/* Spreadsheets put the block on the clipboard twice; only the table tells merged cells from empty ones. */
function copied(clipboard) {
  const table = $('table', new DOMParser().parseFromString(clipboard.getData('text/html'), 'text/html'));
  if (table && $('[colspan],[rowspan]', table)) {
    return blockOf([...table.rows].map((row) => [...row.cells].map((one) => ({
      text: one.textContent, colSpan: one.colSpan, rowSpan: one.rowSpan
    }))));
  }
  return block(clipboard.getData('text/plain'));
}
function paste(grid, event) {
  const input = event.target, text = event.clipboardData ? event.clipboardData.getData('text/plain') : '';
  if (input.nodeName !== 'INPUT' || !/[\t\n]/.test(text)) { return; }
  event.preventDefault();
  const rows = $$('tr', grid), top = rows.indexOf(input.closest('tr')), left = input.closest('td').cellIndex;
  const told = { pasted: 0, tidied: 0, outside: 0 };
  copied(event.clipboardData).forEach((line, down) => line.forEach((value, right) => {
    if (!value) { return; }
    const place = rows[top + down] && rows[top + down].cells[left + right], field = place && $('input', place);
    if (!field) { told.outside += place || value.text === '' ? 0 : 1; return; }
    put(field, value, told);
  }));
  tell(told);
}
function put(field, value, told) {
  field.value = value.text;
  emit(field, 'input');
  emit(field, 'change');
  field.classList.toggle('is-changed', value.isChanged);
  told.pasted += 1;
  told.tidied += value.isChanged ? 1 : 0;
}
/* What was pasted, what of it was made plain, and what found no cell. */
function tell({ pasted, tidied, outside }) {
  const parts = [['pasted', pasted], ['tidied', tidied], ['outside', outside]].filter(([, count]) => count);
  toast(parts.map(([name, count]) => words(name).replace('{n}', count)).join(words('listed')), outside ? 'warn' : '');
}

whenNew('[data-sums] .zj-grid,[data-grid]', (grid) => {
  on(grid, 'keydown', (event) => walk(grid, event));
  on(grid, 'paste', (event) => paste(grid, event));
  on(grid, 'input', (event) => event.target.classList.remove('is-changed'));
});
