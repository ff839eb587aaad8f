/* What every script does with a page: finds and makes elements, says its words, shows toasts, keeps small things. */

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

export function on(element, type, handler, options) {
  if (element) { element.addEventListener(type, handler, options); }
}
/* The element that an event is about: its target, or what lies around that. */
export const around = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);

export function emit(element, type, detail) {
  const event = detail === undefined ? new Event(type, { bubbles: true }) :
    new CustomEvent(type, { bubbles: true, cancelable: true, detail });
  return element.dispatchEvent(event);
}

export function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
export function icon(name) {
  const holder = document.createElement('span');
  holder.innerHTML = '<svg class="zj-ico" aria-hidden="true"><use/></svg>';
  holder.firstChild.firstChild.setAttribute('href', `${document.documentElement.dataset.icons}#i-${name}`);
  return holder.firstChild;
}

export function topDialog() {
  const open = $$('dialog[open]');
  return open[open.length - 1] || null;
}
export const isNarrow = () => matchMedia('(max-width: 640px)').matches;

/* The item before or after another one of its list, round the ends. */
export function neighbour(items, item, step) {
  return items[(items.indexOf(item) + (step > 0 ? 1 : items.length - 1)) % items.length];
}

/* ── what a browser keeps for this site; it may be full or switched off, and then nothing is kept ── */
function storage(area) {
  return {
    get(key) { try { return window[area].getItem(key); } catch { return null; } },
    set(key, text) { try { window[area].setItem(key, text); } catch { /* full or off */ } },
    remove(key) { try { window[area].removeItem(key); } catch { /* off */ } },
    keys(start) { try { return Object.keys(window[area]).filter((key) => key.startsWith(start)); } catch { return []; } }
  };
}
export const kept = storage('localStorage');
export const keptForWindow = storage('sessionStorage');

/* What the next page of this window is to say. */
export const TOLD = 'zj-told';
/* What the texts of drafts that wait in this browser are kept under. */
export const WAITING = 'zj-draft:';

/* ── words of the page's language; scripts hold none themselves, the page gives them by data- attributes ── */
export function words(name) {
  const held = document.getElementById('words');
  return (held && held.dataset[name]) || '';
}
/* A pattern with its {places} filled in. */
export const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
/* What is said of an answer that did no good. */
export const ofStatus = (status) => words({ 401: 'expired', 403: 'forbidden', 404: 'missing' }[status] || 'failed');

/* ── toasts: gone after 4 s, errors stay until closed; inside the top dialog, or they would lie below it ── */
const SHOWN = 4000;

function boxOf(host) {
  let box = $('.zj-toasts', host);
  if (!box) {
    box = make('div', { className: 'zj-toasts' });
    box.setAttribute('role', 'status');
    host.appendChild(box);
  }
  return box;
}
export function toast(text, tone) {
  const bad = tone === 'bad', box = boxOf(topDialog() || document.body);
  const item = make('div', { className: `zj-toast${bad ? ' zj-toast--bad' : ''}` }, icon(bad ? 'warn' : 'check'), make('span', { textContent: text }));
  if (bad) {
    const close = make('button', { type: 'button', textContent: words('close') });
    on(close, 'click', () => item.remove());
    item.appendChild(close);
  } else {
    setTimeout(() => item.remove(), SHOWN);
  }
  box.appendChild(item);
  return item;
}
