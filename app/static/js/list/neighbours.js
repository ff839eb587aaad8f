/* 上一条 and 下一条 in a drawer: through the rows of the list as it is filtered and sorted, page by page. */
import { openerOf, setOpener } from '../core/dialog.js';
import { $, $$, icon, make, on, toast, words } from '../core/dom.js';
import { show, fetchList } from '../core/parts.js';

const isRow = (link) => link && link.matches('#list tbody a[data-opens="drawer"]');
/* What a link opens, whatever row it stands in. */
const verb = (link) => link.textContent.trim();
const linkOf = (row, name) => row && $$('a[data-opens="drawer"]', row).find((one) => verb(one) === name);
const rows = () => $$('#list tbody tr');
const pageLink = (step) => $(`#list .zj-pager a[rel="${step > 0 ? 'next' : 'prev'}"]`);

function rowBeside(link, step) {
  const all = rows();
  return all[all.indexOf(link.closest('tr')) + step];
}
/* Where the row stands among all that were found; nothing at the end of a list that nobody counted. */
function place(link) {
  const { offset, total } = $('#list').dataset, before = Number(offset);
  if (before < 0) { return ''; }
  return `${before + rows().indexOf(link.closest('tr')) + 1} / ${total}`;
}
function canGo(link, step) {
  return !!linkOf(rowBeside(link, step), verb(link)) || (!rowBeside(link, step) && !!pageLink(step));
}

/* The drawer shows the row beside; on the edge of a page the list behind it turns the page. */
async function go(dialog, step) {
  const link = openerOf(dialog), name = verb(link);
  if (dialog.classList.contains('is-turning') || !canGo(link, step)) { return; }
  dialog.classList.add('is-turning');
  try {
    let next = linkOf(rowBeside(link, step), name);
    if (!next) {
      const address = pageLink(step).href;
      await fetchList(address);
      history.replaceState(history.state, '', address);
      const found = rows().map((row) => linkOf(row, name)).filter(Boolean);
      next = step > 0 ? found[0] : found[found.length - 1];
    }
    if (!next) { return; }
    setOpener(dialog, next);
    await show(dialog, next.href);
  } catch {
    toast(words('offline'), 'bad');
  } finally {
    dialog.classList.remove('is-turning');
  }
}
function button(dialog, step) {
  const made = make('button', { type: 'button', className: 'zj-btn zj-btn--q zj-btn--i', title: words(step > 0 ? 'next' : 'previous') },
    icon(step > 0 ? 'right' : 'left'));
  made.setAttribute('aria-label', made.title);
  made.setAttribute('aria-keyshortcuts', step > 0 ? 'ArrowRight' : 'ArrowLeft');
  made.dataset.step = step;
  made.disabled = !canGo(openerOf(dialog), step);
  on(made, 'click', () => go(dialog, step));
  return made;
}
function dress(dialog, focused) {
  const head = $('.zj-dialog__h', dialog), close = head && $('[data-close]', head);
  if (!close) { return; }
  const where = make('span', { className: 'zj-small zj-muted zj-num', textContent: place(openerOf(dialog)) });
  where.setAttribute('role', 'status');
  const beside = make('span', { className: 'zj-beside-rows' }, button(dialog, -1), where, button(dialog, 1));
  close.before(beside);
  /* who pressed a button goes on pressing it */
  const again = focused && $(`[data-step="${focused}"]`, beside);
  if (again) { (again.disabled ? $('[data-step]:not(:disabled)', beside) || dialog : again).focus(); }
}

const pressed = new WeakMap();
on(document, 'click', (event) => {
  const step = event.target.closest && event.target.closest('[data-step]');
  if (step) { pressed.set(step.closest('dialog'), step.dataset.step); }
}, true);
on(document, 'zj:shown', ({ target }) => {
  if (!target.classList.contains('zj-drawer') || !isRow(openerOf(target))) { return; }
  const focused = pressed.get(target);
  pressed.delete(target);
  dress(target, focused);
});

/* Left and right, where they do nothing else. */
const isTaken = (element) => !!element.closest('input,select,textarea,[contenteditable],[role="tab"],.zj-menu') ||
  element.scrollWidth > element.clientWidth + 1;
on(document, 'keydown', (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], open = $$('dialog[open]'), dialog = open[open.length - 1];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTaken(event.target)) { return; }
  if (dialog && dialog.classList.contains('zj-drawer') && isRow(openerOf(dialog))) { event.preventDefault(); go(dialog, step); }
});
