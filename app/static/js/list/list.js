/* Lists: ticks, density, conditions, masked numbers. */
import { $, $$, isNarrow, kept, make, ofStatus, on, toast, words } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { call, token } from '../core/request.js';

/* ── rows that are ticked, what may be done with them, and how close the rows stand ── */
const KEY = 'zj-density';

function startTicks(box) {
  const all = $('[data-all]', box), bulk = $('[data-bulk]', box), bar = $('[data-tbar]', box);
  const ticks = () => $$('[data-one]:not(:disabled)', box);
  function sync() {
    const boxes = ticks(), chosen = boxes.filter((one) => one.checked).length;
    boxes.forEach((one) => one.closest('tr').classList.toggle('is-sel', one.checked));
    if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
    if (bulk) { bulk.classList.toggle('is-on', chosen > 0); bar.hidden = chosen > 0; $('[data-n]', bulk).textContent = chosen; }
  }
  function tick(value) {
    ticks().forEach((one) => { one.checked = value; });
    sync();
  }
  on(box, 'change', ({ target }) => {
    if (target === all) { tick(all.checked); } else if (target.matches('[data-one]')) { sync(); }
  });
  on($('[data-unsel]', box), 'click', () => tick(false));
  sync();
}
function startDensity(box, table) {
  const buttons = $$('[data-density-set]', box);
  function set(density) {
    table.dataset.density = density;
    buttons.forEach((one) => one.setAttribute('aria-pressed', String(one.dataset.densitySet === density)));
  }
  buttons.forEach((button) => on(button, 'click', () => {
    set(button.dataset.densitySet);
    kept.set(KEY, button.dataset.densitySet);
  }));
  set(kept.get(KEY) === 'compact' ? 'compact' : 'normal');
}
/* The state stays in sight beside the actions, however wide these are. */
function follow(table, act) {
  new ResizeObserver(() => table.style.setProperty('--act-w', `${act.offsetWidth}px`)).observe(act);
}

whenNew('[data-table]', (box) => {
  /* what a list shows without being asked stands in its address all the same, for whoever sends it on */
  if (box.dataset.here) { history.replaceState(history.state, '', box.dataset.here); }
  const table = $('.zj-table', box), act = $('th.act', box);
  startTicks(box);
  if (table) { startDensity(box, table); }
  if (act) { follow(table, act); }
});

/* ── conditions: folded and unfolded; the server keeps them for the next visit, also when one is taken away ── */
whenNew('[data-filter]', (form) => {
  const fold = $('[data-fold]', form);
  on(fold, 'click', () => {
    const narrow = isNarrow(), folded = form.classList.toggle(narrow ? 'is-folded-s' : 'is-folded');
    if (narrow) { form.classList.remove('is-folded'); }
    fold.setAttribute('aria-expanded', String(!folded));
    [fold.textContent, fold.dataset.turned] = [fold.dataset.turned, fold.textContent];
  });
});
whenNew('a[data-search]', (link) => on(link, 'click', (event) => {
  const form = $('#forget');
  if (!form || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
  event.preventDefault();
  new URL(link.href).searchParams.forEach((value, name) => form.append(make('input', { type: 'hidden', name, value })));
  form.submit();
}));

/* ── a number that is shown masked: the button beside it asks for all of it ── */
async function reveal(button) {
  const answer = await call(button.dataset.reveal, { method: 'POST', headers: { 'X-CSRFToken': token() } });
  if (!answer.ok) { toast(ofStatus(answer.status), 'bad'); return; }
  const shown = button.previousElementSibling;
  shown.textContent = await answer.text();
  shown.tabIndex = -1;
  shown.focus();
  button.remove();
}

whenNew('[data-reveal]', (button) => on(button, 'click', () => {
  reveal(button).catch(() => toast(words('offline'), 'bad'));
}));
