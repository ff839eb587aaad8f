/* Getting around: menus, the sidebar, the size of letters, shortcuts, the year. */
import { keepFocus } from './dialog.js';
import { $, $$, around, kept, make, neighbour, on, toast, topDialog, words } from './dom.js';

/* ── menus: <button data-menu aria-expanded> followed by .zj-menu[hidden] ── */
function raise(button, above) {
  /* the cells of a sticky column would lie above a menu of an earlier row */
  const cell = button.closest('td.act');
  if (cell) { cell.classList.toggle('is-open', above); }
}
function toggle(button, opening) {
  button.setAttribute('aria-expanded', String(opening));
  button.nextElementSibling.hidden = !opening;
  raise(button, opening);
}
export function closeMenus(except) {
  $$('[data-menu][aria-expanded="true"]').filter((button) => button !== except).forEach((button) => toggle(button, false));
}
/* fixed, so that the scrolling table does not cut it off */
function place(menu, button) {
  const box = button.getBoundingClientRect(), below = innerHeight - box.bottom > menu.offsetHeight + 12;
  menu.style.setProperty('left', `${Math.max(8, box.right - menu.offsetWidth)}px`);
  menu.style.setProperty('top', `${below ? box.bottom + 4 : box.top - menu.offsetHeight - 4}px`);
}
on(document, 'click', (event) => {
  const button = around(event, '[data-menu]');
  closeMenus(button);
  if (!button) { return; }
  const menu = button.nextElementSibling, opening = button.getAttribute('aria-expanded') !== 'true';
  toggle(button, opening);
  if (opening && menu.classList.contains('zj-menu--row')) { place(menu, button); }
  /* a click without a pointer is a key */
  const first = opening && event.detail === 0 && $('a,button', menu);
  if (first) { first.focus(); }
});
on(document, 'keydown', (event) => {
  const menu = around(event, '.zj-menu');
  if (menu && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    neighbour($$('a,button', menu), document.activeElement, event.key === 'ArrowDown' ? 1 : -1).focus();
  }
  if (event.key === 'Escape') {
    if (menu) { menu.previousElementSibling.focus(); }
    closeMenus();
    closeSide();
  }
});
on(document, 'scroll', (event) => { if (event.target.classList && event.target.classList.contains('zj-tscroll')) { closeMenus(); } }, true);

/* ── sidebar ── */
const side = $('.zj-side'), burger = $('.zj-burger');
let scrim = null;
export function closeSide() {
  if (!side || !side.classList.contains('is-open')) { return; }
  side.classList.remove('is-open');
  burger.setAttribute('aria-expanded', 'false');
  scrim.remove();
  burger.focus();
}
on(burger, 'click', () => {
  if (side.classList.contains('is-open')) { closeSide(); return; }
  side.classList.add('is-open');
  burger.setAttribute('aria-expanded', 'true');
  scrim = make('div', { className: 'zj-scrim' });
  on(scrim, 'click', closeSide);
  document.body.appendChild(scrim);
  requestAnimationFrame(() => $('a,button', side).focus());
});
$$('.zj-nav__grp').forEach((button) => on(button, 'click', () => {
  button.setAttribute('aria-expanded', String(button.getAttribute('aria-expanded') !== 'true'));
}));
const current = $('.zj-nav [aria-current="page"]');
if (current && side && current.offsetTop > side.clientHeight - 60) { side.scrollTop = current.offsetTop - 200; }

/* ── large letters; early.js sets them before the first paint ── */
on(document, 'click', (event) => {
  if (!around(event, '[data-size-toggle]')) { return; }
  const root = document.documentElement, size = root.dataset.size === 'large' ? '' : 'large';
  root.dataset.size = size;
  kept.set('zj-size', size);
  toast(words(size || 'normal'));
});

/* ── shortcuts: / search, n new, ? help, Ctrl+Enter submit ── */
const SHORTCUTS = { '/': 'search', n: 'new', N: 'new', '?': 'help' };
on(document, 'keydown', (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName) || event.target.isContentEditable;
  const dialog = topDialog();
  if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
    const submit = $('[data-submit]', dialog || document);
    if (submit) { event.preventDefault(); submit.click(); }
    return;
  }
  if (typing || dialog || event.ctrlKey || event.altKey || event.metaKey) { return; }
  const target = SHORTCUTS[event.key] && $(`[data-key="${SHORTCUTS[event.key]}"]`);
  if (!target) { return; }
  event.preventDefault();
  if (!/^(INPUT|SELECT)$/.test(target.nodeName)) { target.click(); return; }
  target.focus();
  if (target.select) { target.select(); }
});

/* ── a choice that is sent at once, like the year: with keys only when it is made, by Enter or by leaving ── */
const SENT_AT_ONCE = '[data-submit-on-change]';
const byKeys = new WeakSet();

const isOurs = (element) => !!element.matches && element.matches(SENT_AT_ONCE);
const isChosen = (select) => isOurs(select) && byKeys.has(select) && !select.options[select.selectedIndex].defaultSelected;
function send(select) {
  keepFocus(select);
  select.form.submit();
}

on(document, 'keydown', (event) => {
  const select = event.target;
  if (!isOurs(select)) { return; }
  if (event.key === 'Enter' && isChosen(select)) { event.preventDefault(); send(select); return; }
  /* these open the list of choices, out of which one is taken as with the mouse */
  const opensList = event.altKey || [' ', 'Enter', 'F4'].includes(event.key);
  if (opensList) { byKeys.delete(select); } else { byKeys.add(select); }
});
on(document, 'pointerdown', (event) => { byKeys.delete(event.target); });
on(document, 'change', (event) => { if (isOurs(event.target) && !byKeys.has(event.target)) { send(event.target); } });
on(document, 'focusout', (event) => { if (isChosen(event.target)) { send(event.target); } });
