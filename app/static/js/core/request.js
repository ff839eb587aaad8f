/* What a page sends: calls to the server, the token of forms; forms that are sent once. */
import { $, $$, kept, make, on, toast, WAITING, words } from './dom.js';

/* A call as a part of a page: an ended sign-in is told by 401, not by the sign-in page. */
export function call(address, { headers, ...options } = {}) {
  return fetch(address, { credentials: 'same-origin', ...options, headers: { 'X-ZJ-Partial': '1', ...headers } });
}
export const JSON_WANTED = { Accept: 'application/json' };
export const user = () => { const held = $('#whoami'); return held ? held.dataset.user : ''; };
export const token = () => { const field = $('input[name="csrf_token"]'); return field ? field.value : ''; };

/* A form outlives its sign-in: after signing in again elsewhere it goes on with a fresh token, but only for the one
   who filled it in. */
export async function renewToken() {
  const answer = await call('/token/');
  if (!answer.ok) { throw answer.status; }
  const found = await answer.json();
  if (String(found.user) !== user()) { throw 'stranger'; }
  $$('input[name="csrf_token"]').forEach((field) => { field.value = found.token; });
}
export function linkToSignIn(text) {
  return make('a', { href: '/login/', target: '_blank', rel: 'noopener', textContent: text });
}
export function signInAgain(reason) {
  if (reason === 'stranger') { toast(words('stranger'), 'bad'); return; }
  const message = toast(words('expired'), 'bad');
  message.insertBefore(linkToSignIn(words('login')), message.lastChild);
}

/* Texts that a closed window left behind; a form with a draft sends them itself. */
async function deliver() {
  if (!navigator.onLine || !user() || $('[data-draft]') || !kept.keys(WAITING).length) { return; }
  const outbox = await import('../form/outbox.js');
  outbox.deliver();
}
on(window, 'online', deliver);
on(document, 'submit', (event) => {
  if (/\/logout\/$/.test(event.target.action)) { kept.keys(WAITING).forEach(kept.remove); }
});
deliver();

/* ── forms are sent once, and a page with unsaved text is not left without a question ── */
const states = new WeakMap();

/* What is known of a form: `dirty` somebody typed, `kept` its text is kept as a draft, `sending`, `pressed` the
   button it is sent by, `renewed` it was sent again with a fresh token. */
export function stateOf(form) {
  if (!states.has(form)) { states.set(form, { dirty: false, kept: false, sending: false, pressed: null, renewed: false }); }
  return states.get(form);
}
export function busy(button) {
  if (!button) { return; }
  button.classList.add('is-busy');
  button.setAttribute('aria-busy', 'true');
}
/* The form that an element lies in may be sent again. */
export function release(element) {
  const form = element && element.closest && element.closest('form');
  if (!form) { return; }
  stateOf(form).sending = false;
  $$('.is-busy', form).forEach((button) => {
    button.classList.remove('is-busy');
    button.removeAttribute('aria-busy');
  });
}

on(document, 'submit', (event) => {
  const form = event.target, state = stateOf(form);
  /* these are sent by script, which says itself how far it is */
  if (form.matches('[data-form],[data-export]')) { return; }
  if (form.method === 'post' && state.sending) { event.preventDefault(); return; }
  state.sending = form.method === 'post';
  if (event.submitter && state.sending) { event.submitter.classList.add('is-busy'); }
  /* a download leaves the page where it is, so its button comes back by itself */
  if (form.dataset.download !== undefined) { setTimeout(() => release(form), 3000); }
});
on(document, 'htmx:afterRequest', (event) => release(event.target));
on(window, 'pageshow', (event) => { if (event.persisted) { $$('form').forEach(release); } });
on(window, 'beforeunload', (event) => {
  const isUnsaved = (form) => stateOf(form).dirty && !stateOf(form).sending;
  if ($$('form[data-form]').some(isUnsaved)) { event.preventDefault(); event.returnValue = ''; }
});
