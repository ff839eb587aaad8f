/* Forms: checked on leaving a field and on submit, sent once; nothing typed is lost. */
import { $, $$, around, fill, make, on, words } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { busy, stateOf } from '../core/request.js';
import { check, forgive, refuse, refused, said, toldLine } from './check.js';
import { faultLine } from './fault-words.js';
import './sections.js';
import { showTabOf, whose } from './tabs.js';

/* ── the list of what is wrong on top of a form, and how much of it lies in each section ── */
export const summaryOf = (form) => $('[data-errors]', form);
const wrongOf = (within) => $$('[aria-invalid="true"]', within);
const refusedFiles = (within) => $$('[data-slot-error]:not([hidden])', within);
const goalOf = (link) => document.getElementById(link.getAttribute('href').slice(1));

/* a line names its field; the server's own words are kept where it said them */
function line(field) {
  const { l: label } = field.dataset, told = toldLine(field);
  return faultLine({ label, message: said(field), told, owner: whose(field), colon: words('colon') });
}
export function recount(form) {
  const summary = summaryOf(form);
  if (summary && !summary.hidden) { retell(summary, wrongOf(form)); }
  $$('[data-sec]', form).forEach((link) => {
    const part = document.getElementById(link.dataset.sec), badge = $('.zj-nav__cnt', link);
    const count = part ? wrongOf(part).length + refusedFiles(part).length : 0;
    badge.hidden = !count;
    badge.textContent = count || '';
    badge.setAttribute('aria-label', fill(badge.dataset.told, { n: count }));
  });
}
function isMendedSlot(goal) {
  const slot = goal && goal.closest('[data-slot]');
  return !!slot && $('[data-slot-error]', slot).hidden;
}
/* lines of no field stay until the form is sent again, the others follow their fields and files */
function retell(summary, wrong) {
  const list = $('ul', summary), left = [...wrong];
  $$('li', list).forEach((item) => {
    const link = $('a', item), field = link && goalOf(link);
    if (isMendedSlot(field)) { item.remove(); }
    if (!field || field.dataset.l === undefined) { return; }
    const at = left.indexOf(field);
    if (at < 0) {
      /* a field may have been refused twice; once corrected, both lines go */
      if (!wrong.includes(field)) { item.remove(); }
      return;
    }
    left.splice(at, 1);
    if (link.textContent !== line(field)) { link.textContent = line(field); }
  });
  list.append(...left.map((field) => make('li', {}, make('a', { href: `#${field.id}`, textContent: line(field) }))));
  $('h2 span', summary).textContent = words('wrong').replace('{n}', list.children.length);
  summary.hidden = !list.children.length;
}
/* What the server refused, as the form came with it. */
export function keepRefusals(form) {
  const summary = summaryOf(form), lines = summary ? $$('a', summary) : [];
  $$('[aria-invalid="true"][data-l]', form).forEach((field) => {
    const link = lines.find((one) => one.getAttribute('href') === `#${field.id}`);
    refuse(field, said(field), link ? link.textContent.trim() : '');
  });
}

/* ── typing, leaving a field, sending ── */
function type(form, field) {
  const note = $('[data-dirty]', form);
  stateOf(form).dirty = true;
  if (note) { note.textContent = words('dirty'); }
  if (field.getAttribute('aria-invalid') || refused(field)) { check(field); recount(form); }
}
function leave(form, field) {
  const counts = field.isConnected && field.dataset && field.dataset.l;
  if (counts && (field.value || field.getAttribute('aria-invalid'))) { check(field); recount(form); }
}
/* boxes that were refused as a group: another answer takes what was said of it away */
function tick(form, box) {
  const group = box.closest('.zj-checks,.zj-rights'), error = group && $(`[id="${group.id}-err"]`, form);
  if (!error) { return; }
  error.remove();
  $$(`[data-errors] a[href="#${group.id}"]`, form).forEach((link) => link.closest('li').remove());
  recount(form);
}
function jump(link, event) {
  const goal = document.getElementById(link.getAttribute('href').slice(1));
  if (!goal) { return; }
  event.preventDefault();
  showTabOf(goal);
  goal.scrollIntoView({ block: link.dataset.sec ? 'start' : 'center' });
  if (!link.dataset.sec) { goal.focus(); }
}
function hold(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
function send(form, event) {
  const state = stateOf(form), summary = summaryOf(form);
  if (state.sending) { hold(event); return; }
  const wrong = $$('[data-l]', form).filter(check).length, byPart = form.hasAttribute('hx-post');
  /* the server knows more rules: a form that is checked there in one round is sent with what is wrong here */
  if (summary && wrong && !form.hasAttribute('data-one-round')) {
    hold(event);
    summary.hidden = false;
    recount(form);
    showTabOf($('[aria-invalid="true"]', form));
    summary.focus();
    summary.scrollIntoView({ block: 'nearest' });
    return;
  }
  if (byPart && window.htmx) { event.preventDefault(); }
  state.sending = true;
  state.pressed = event.submitter || null;
  busy(event.submitter || $('[data-submit]', form));
  if (!byPart) { state.dirty = false; }
}

whenNew('form[data-form]', (form) => {
  const summary = summaryOf(form);
  stateOf(form).dirty = !!summary && !summary.hidden;
  keepRefusals(form);
  on(form, 'input', (event) => type(form, event.target));
  on(form, 'focusout', (event) => leave(form, event.target));
  on(form, 'change', (event) => { leave(form, event.target); tick(form, event.target); });
  /* what a script of the form has found out about a field, or that it is well again */
  on(form, 'zj:fault', ({ target, detail }) => {
    if (detail) { refuse(target, detail); } else { forgive(target); }
    check(target);
    recount(form);
  });
  /* a file was refused, or is well again */
  on(form, 'zj:slot-fault', () => recount(form));
  on(form, 'click', (event) => {
    const link = around(event, 'a[href^="#"]');
    if (link) { jump(link, event); }
  });
});
/* at the document, so before htmx: it listens at the form and must not send what is not complete */
on(document, 'submit', (event) => { if (event.target.matches('form[data-form]')) { send(event.target, event); } }, true);

/* ── a password: shown on request, and a word when caps lock is on ── */
whenNew('.zj-eye', (eye) => on(eye, 'click', () => {
  const secret = eye.previousElementSibling, hidden = secret.type === 'password', label = eye.getAttribute('aria-label');
  secret.type = hidden ? 'text' : 'password';
  eye.setAttribute('aria-pressed', String(hidden));
  eye.setAttribute('aria-label', eye.dataset.eye);
  eye.dataset.eye = label;
}));
whenNew('[data-caps]', (field) => on(field, 'keyup', (event) => {
  const hint = document.getElementById(field.dataset.caps);
  if (hint && event.getModifierState) { hint.hidden = !event.getModifierState('CapsLock'); }
}));
