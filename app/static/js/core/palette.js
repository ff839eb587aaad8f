/* The palette, Ctrl+K: finds screens by name or 拼音首字母 in the page, and records at the server. */
import { forgetOpener, openDialog } from './dialog.js';
import { $, $$, around, make, neighbour, on, topDialog, words } from './dom.js';
import { closeSide } from './menu.js';
import { call, JSON_WANTED, token } from './request.js';

const SHORTEST = 2, PAUSE = 250, MOST = 8;
const palette = $('#palette'), input = palette && $('input', palette), list = palette && $('ul', palette);
const goals = new WeakMap();
let asked = 0, timer = 0;

/* ── screens, which the page knows ── */
function screens() {
  return $$('.zj-nav a,.zj-top [data-py]').map((link) => {
    const group = link.closest('.zj-nav__sub');
    return {
      text: link.textContent.trim(),
      initials: link.dataset.py || '',
      more: group ? $('span', group.previousElementSibling).textContent : '',
      href: link.getAttribute('href') || '',
      go: () => link.click()
    };
  });
}
const fits = (term) => ({ text, initials }) => text.toLowerCase().includes(term) || initials.includes(term);

/* ── the lines of the list ── */
const options = () => $$('li[id]', list);
const marked = () => options().find((one) => one.getAttribute('aria-selected') === 'true');
function mark(item) {
  options().forEach((one) => one.setAttribute('aria-selected', String(one === item)));
  input.setAttribute('aria-activedescendant', item.id);
  item.scrollIntoView({ block: 'nearest' });
}
function add({ text, more, href, go }) {
  const item = make('li', { id: `palette-${options().length}` }, make('span', { textContent: text }), make('small', { textContent: more }));
  item.setAttribute('role', 'option');
  item.dataset.href = href;
  goals.set(item, go);
  list.append(item);
}
/* What is no goal: that nothing was found, or why nothing can be. */
function say(text) {
  $$('.zj-empty', list).forEach((one) => one.remove());
  if (!text) { return; }
  const line = make('li', { className: 'zj-empty', textContent: text });
  line.setAttribute('role', 'option');
  line.setAttribute('aria-disabled', 'true');
  list.append(line);
}
function settle(text) {
  const first = options()[0];
  say(first && !text ? '' : text || list.dataset.none);
  if (!first) { input.removeAttribute('aria-activedescendant'); } else if (!marked()) { mark(first); }
}

/* ── records, which the server knows: asked after a pause in typing, an older answer is not shown ── */
function show({ kinds }) {
  kinds.forEach(({ label, rows }) => rows.forEach(({ name, organization, url }) => add({
    text: name,
    more: [label, organization].filter(Boolean).join(' · '),
    href: url,
    go: () => { location.href = url; }
  })));
  settle(kinds.some(({ rows }) => rows.length >= MOST) ? list.dataset.most : '');
}
async function ask(term) {
  asked += 1;
  const turn = asked, body = new FormData();
  body.append('q', term);
  try {
    const answer = await call(palette.dataset.find, { method: 'POST', body, headers: { ...JSON_WANTED, 'X-CSRFToken': token() } });
    const found = await answer.json();
    if (turn !== asked) { return; }
    if (answer.ok) { show(found); } else { settle(found.detail); }
  } catch {
    if (turn === asked) { settle(words('offline')); }
  }
}
function draw() {
  const typed = input.value.trim();
  clearTimeout(timer);
  asked += 1;
  list.textContent = '';
  screens().filter(fits(typed.toLowerCase())).forEach(add);
  if (typed.length < SHORTEST) { settle(''); return; }
  if (options().length) { mark(options()[0]); }
  timer = setTimeout(ask, PAUSE, typed);
}
function follow(item) {
  forgetOpener(palette);
  palette.close();
  goals.get(item)();
}
function open(from) {
  input.value = '';
  draw();
  openDialog(palette, from);
}

function press(event) {
  const item = marked();
  if (!item) { return; }
  if (event.key === 'Enter') { event.preventDefault(); follow(item); }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    mark(neighbour(options(), item, event.key === 'ArrowDown' ? 1 : -1));
  }
}
function start() {
  /* letters on their way to becoming characters are no word to look for */
  on(input, 'input', (event) => { if (!event.isComposing) { draw(); } });
  on(input, 'compositionend', draw);
  on(input, 'keydown', press);
  on(list, 'click', (event) => { const item = around(event, '[data-href]'); if (item) { follow(item); } });
  on(document, 'keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') { return; }
    event.preventDefault();
    if (!topDialog()) { open(); }
  });
  $$('[data-palette]').forEach((button) => on(button, 'click', () => { closeSide(); open(button); }));
}
if (palette) { start(); }
