/* Sections of a long form: a click leads to one, and the list marks the one that is being read. */
import { $$, around, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

/* how far below the top a section may begin and still be the one that is read */
const SLACK = 104, SETTLED = 250;
const partOf = (link) => document.getElementById(link.dataset.sec);

function mark(links, current) {
  links.forEach((link) => {
    if (link === current) { link.setAttribute('aria-current', 'true'); } else { link.removeAttribute('aria-current'); }
  });
}
function inView(bar, links) {
  const top = Math.max(0, bar.getBoundingClientRect().top) + SLACK;
  /* what is not there has no place */
  const passed = links.filter((link) => !link.hidden && partOf(link) && partOf(link).getBoundingClientRect().top <= top);
  return passed[passed.length - 1] || links[0];
}
function show(bar, link) {
  /* a bar that lies above the form on a small screen */
  if (bar.scrollWidth > bar.clientWidth) { bar.scrollLeft = link.offsetLeft - bar.offsetLeft; }
}

whenNew('form[data-form] .zj-anchor', (bar) => {
  const links = $$('[data-sec]', bar), form = bar.closest('form');
  let heldUntil = 0, isAsked = false;
  if (!links.length) { return; }
  on(bar, 'click', (event) => {
    const link = around(event, '[data-sec]');
    if (!link) { return; }
    /* the last sections cannot reach the top: what was chosen stays marked while the page moves there */
    heldUntil = Date.now() + SETTLED;
    mark(links, link);
  });
  /* whoever moves the page by hand reads on, however soon after the click */
  ['wheel', 'touchmove'].forEach((type) => on(form, type, () => { heldUntil = 0; }, { passive: true }));
  on(document, 'scroll', ({ target }) => {
    if (isAsked || !form.isConnected || !(target === document || target.contains(form) || form.contains(target))) { return; }
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (Date.now() < heldUntil) { return; }
      const link = inView(bar, links);
      mark(links, link);
      show(bar, link);
    });
  }, { capture: true, passive: true });
  /* a dialog shows its form once everything is there; until then nothing has a place */
  requestAnimationFrame(function begin() {
    if (!form.isConnected) { return; }
    if (form.getClientRects().length) { mark(links, inView(bar, links)); } else { requestAnimationFrame(begin); }
  });
});
