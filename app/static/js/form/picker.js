/* A field that is typed into and chosen from what the server finds: a combobox. */
import { $, $$, emit, make, neighbour, on, toast, words } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { call, JSON_WANTED } from '../core/request.js';

const PAUSE = 200;

async function find(field) {
  const address = field.dataset.picker, sign = address.includes('?') ? '&' : '?';
  const answer = await call(`${address}${sign}q=${encodeURIComponent(field.value.trim())}`, { headers: JSON_WANTED });
  return answer.ok ? (await answer.json()).results : [];
}
/* What stands for a text that was typed and not chosen: nothing, unless the field takes a part of a name. */
function unchosen(field) {
  const text = field.value.trim();
  return text && field.dataset.typed ? field.dataset.typed + text : '';
}
function option(text, id) {
  const item = make('li', { textContent: text });
  item.setAttribute('role', 'option');
  if (id === undefined) { item.setAttribute('aria-disabled', 'true'); } else { item.dataset.id = id; }
  return item;
}
function listOf(field, results) {
  const items = results.length ? results.map((one) => option(one.text, one.id)) : [option(words('none'))];
  const list = make('ul', { className: 'zj-pick__list', id: `${field.id}-list` }, ...items);
  items.forEach((item, place) => { item.id = `${list.id}-${place}`; });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.dataset.l || '');
  return list;
}

function start(field) {
  const box = field.closest('.zj-pick'), hidden = $('input[type="hidden"]', box);
  let list = null, timer = null, asked = 0;

  function close() {
    if (list) { list.remove(); list = null; }
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  }
  function choose(item) {
    if (!item || !item.dataset.id) { return; }
    field.value = item.textContent;
    emit(field, 'input');
    hidden.value = item.dataset.id;
    /* what was chosen is not looked for again */
    clearTimeout(timer);
    asked += 1;
    close();
  }
  const items = () => $$('li[data-id]', list);
  const marked = () => items().find((one) => one.getAttribute('aria-selected') === 'true');
  function mark(item) {
    items().forEach((one) => one.setAttribute('aria-selected', String(one === item)));
    field.setAttribute('aria-activedescendant', item.id);
    item.scrollIntoView({ block: 'nearest' });
  }
  function draw(results) {
    close();
    list = listOf(field, results);
    on(list, 'mousedown', (event) => { event.preventDefault(); choose(event.target.closest('li')); });
    field.setAttribute('aria-controls', list.id);
    field.setAttribute('aria-expanded', 'true');
    box.appendChild(list);
    const first = items()[0];
    if (first) { mark(first); }
  }
  async function look() {
    asked += 1;
    const number = asked;
    try {
      const results = await find(field);
      if (number === asked && document.activeElement === field) { draw(results); }
    } catch {
      toast(words('offline'), 'bad');
    }
  }
  function move(event) {
    event.preventDefault();
    if (!list) { if (event.key === 'ArrowDown') { look(); } return; }
    const item = marked();
    if (item) { mark(neighbour(items(), item, event.key === 'ArrowDown' ? 1 : -1)); }
  }

  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-expanded', 'false');
  on(field, 'input', () => {
    hidden.value = unchosen(field);
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  on(field, 'keydown', (event) => {
    if (event.key === 'ArrowDown' || (event.key === 'ArrowUp' && list)) { move(event); }
    if (event.key === 'Escape' && list) { event.preventDefault(); event.stopPropagation(); close(); }
    /* a text that may stand as it is goes on where nothing was found for it */
    if (event.key === 'Enter' && list && (marked() || !field.dataset.typed)) { event.preventDefault(); choose(marked()); }
  });
  on(field, 'blur', close);
}
whenNew('[data-picker]', start);
