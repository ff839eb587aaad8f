/* Yearly returns: computed rows while typing (form/figures.js), last year's values when the year changes.
   The server computes everything again; without this script the form still works. */
import { $, $$, emit, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { call, JSON_WANTED } from '../core/request.js';
import * as figures from '../form/figures.js';
import '../form/grid.js';

const CARRIED = 'carried';

const typed = (form) => Object.fromEntries($$('input[name]', form).map((input) => [input.name, input.value]));
function put(form, sums) {
  Object.entries(sums).forEach(([name, value]) => {
    const out = $(`[data-sum="${name}"]`, form);
    if (!out) { return; }
    out.textContent = figures.shown(value, out.dataset.kind);
    out.classList.toggle('zj-bad', value < 0);
  });
}
function funding(form) {
  const found = figures.funding(typed(form), +form.dataset.people);
  put(form, found.sums);
  $('[data-rate]', form).textContent = found.rate;
  $('[data-a-head]', form).textContent = found.aHead;
}
function projects(form) {
  const categories = $$('[data-block]:not(.is-total)', form).map((one) => one.dataset.block);
  const found = figures.projects(typed(form), categories, +form.dataset.certified);
  put(form, found.sums);
  $('[data-per-person]', form).textContent = found.perPerson;
  $('[data-rectified]', form).textContent = found.rectified;
}
function calculate(form) {
  if (form.hasAttribute('data-funding')) { funding(form); } else { projects(form); }
}

/* Another year: its last year's values beside the fields; 结转 follows while nobody typed in it. */
async function changeYear(form, year) {
  const answer = await call(`${form.dataset.lastYear}?year=${encodeURIComponent(year)}`, { headers: JSON_WANTED });
  if (!answer.ok) { return; }
  const found = await answer.json(), open = $('[data-year-open]', form);
  $$('[data-last]', form).forEach((hint) => {
    const value = found.last[hint.dataset.last] || '';
    hint.hidden = !value;
    $('span', hint).textContent = value;
  });
  $$(`input[name*="${CARRIED}"]`, form).filter((input) => !input.dataset.touched).forEach((input) => {
    input.value = found.carried[input.name] || '';
  });
  emit($('#year', form), 'zj:fault', found.taken || '');
  open.hidden = !found.taken_url;
  $('a', open).href = found.taken_url;
  calculate(form);
}

whenNew('[data-sums]', (form) => {
  on(form, 'input', ({ target }) => {
    if (target.name && target.name.includes(CARRIED)) { target.dataset.touched = '1'; }
    calculate(form);
  });
  on(form, 'change', ({ target }) => { if (target.name === 'year') { changeYear(form, target.value); } });
  calculate(form);
});
