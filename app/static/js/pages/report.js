/* The preview of a report: zoom, print, and its figures by keys. */
import { $, $$, on, topDialog } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

const LEAST = 0.5, MOST = 2, STEP = 0.1, LEAST_FIT = 0.1, MOST_FIT = 1.25, READABLE = 0.9;
const PIXELS_OF_MM = 96 / 25.4;

/* ── zoom ── */
function startZoom(desk, paper) {
  const shown = $('[data-zoomv]');
  let zoom = 1;
  function put(value) {
    zoom = value;
    paper.style.zoom = zoom;
    if (shown) { shown.textContent = `${Math.round(zoom * 100)}%`; }
  }
  /* 50–200 %; only the fit of a narrow screen goes lower */
  function set(value) { put(Math.max(Math.min(LEAST, zoom), Math.min(MOST, value))); }
  function fit() {
    const style = getComputedStyle(desk), room = desk.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    put(Math.max(LEAST_FIT, Math.min(MOST_FIT, room / (+desk.dataset.paperMm * PIXELS_OF_MM))));
  }
  $$('[data-zoom]').forEach((button) => on(button, 'click', () => {
    if (button.dataset.zoom === 'fit') { fit(); } else { set(Math.round((zoom + +button.dataset.zoom) * 10) / 10); }
  }));
  on(document, 'keydown', (event) => {
    if (/INPUT|SELECT|TEXTAREA/.test(event.target.nodeName) || topDialog() || event.ctrlKey || event.metaKey) { return; }
    if (event.key === '+' || event.key === '=') { set(zoom + STEP); }
    if (event.key === '-') { set(zoom - STEP); }
    if (event.key === '0') { fit(); }
  });
  on(desk, 'dblclick', () => { if (zoom >= READABLE) { fit(); } else { set(1); } });
  fit();
  /* on a phone the whole sheet could not be read: it begins at its upper left corner instead */
  if (zoom < LEAST) { put(READABLE); }
}

/* ── figures are one stop of the tab key: Enter goes in, arrows move, Escape comes back ── */
const columnOf = (link) => new URLSearchParams(link.search).get('column');
const figuresOf = (within) => $$('td a', within);
function beyond(paper, link, key) {
  const line = link.closest('tr'), step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const along = figuresOf(line);
    return along[along.indexOf(link) + step];
  }
  const lines = $$('tr', paper);
  for (let at = lines.indexOf(line) + step; lines[at]; at += step) {
    const found = figuresOf(lines[at]).find((one) => columnOf(one) === columnOf(link));
    if (found) { return found; }
  }
  return null;
}
function startFigures(desk, paper) {
  on(desk, 'keydown', (event) => {
    const { key, target } = event;
    let next = null;
    if (target === desk && key === 'Enter') { next = $('td a', desk); }
    if (target.matches('td a') && key === 'Escape') { desk.focus(); }
    if (target.matches('td a') && key.startsWith('Arrow')) { event.preventDefault(); next = beyond(paper, target, key); }
    if (next) { event.preventDefault(); next.focus(); }
  });
}

whenNew('.zj-desk', (desk) => {
  const paper = $('[data-paper]', desk);
  figuresOf(paper).forEach((link) => { link.tabIndex = -1; link.dataset.opens = 'drawer'; });
  on($('[data-print]'), 'click', () => window.print());
  if (desk.hasAttribute('data-figures')) { startFigures(desk, paper); }
  startZoom(desk, paper);
});
