/* Report preview: zoom and print. */
(function () {
  'use strict';
  const desk = document.querySelector('.zj-desk');
  if (!desk) return;
  const paper = desk.querySelector('[data-paper]'), out = document.querySelector('[data-zoomv]');
  let z = 1;
  const all = function (s, r) { return Array.prototype.slice.call(r.querySelectorAll(s)); };

  /* 50–200 %; only the fit of a narrow screen goes lower */
  function zoom(value) { put(Math.max(Math.min(0.5, z), Math.min(2, value))); }
  function put(value) {
    z = value;
    paper.style.zoom = z;
    if (out) out.textContent = Math.round(z * 100) + '%';
  }
  function fit() {
    const style = getComputedStyle(desk), room = desk.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    put(Math.max(0.1, Math.min(1.25, room / (+desk.dataset.paperMm * 96 / 25.4))));
  }
  all('[data-zoom]', document).forEach(function (b) {
    b.addEventListener('click', function () { if (b.dataset.zoom === 'fit') fit(); else zoom(Math.round((z + +b.dataset.zoom) * 10) / 10); });
  });
  document.addEventListener('keydown', function (e) {
    if (/INPUT|SELECT|TEXTAREA/.test(e.target.nodeName) || document.querySelector('dialog[open]') || e.ctrlKey || e.metaKey) return;
    if (e.key === '+' || e.key === '=') zoom(z + 0.1);
    if (e.key === '-') zoom(z - 0.1);
    if (e.key === '0') fit();
  });
  desk.addEventListener('dblclick', function () { if (z > 0.95) fit(); else zoom(1); });
  const printer = document.querySelector('[data-print]');
  if (printer) printer.addEventListener('click', function () { window.print(); });

  /* Figures are one stop of the tab key: Enter goes in, arrows move, Escape comes back. */
  function near(link, key) {
    const cell = link.closest('td'), line = cell.parentNode, step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const along = all('td a', line);
      return along[along.indexOf(link) + step];
    }
    const mark = new URLSearchParams(link.search).get('column'), lines = all('tr', paper);
    for (let n = lines.indexOf(line) + step; lines[n]; n += step) {
      const found = all('td a', lines[n]).filter(function (a) { return new URLSearchParams(a.search).get('column') === mark; })[0];
      if (found) return found;
    }
    return null;
  }
  all('td a', paper).forEach(function (link) { link.tabIndex = -1; link.dataset.opens = 'drawer'; });
  function walk(e) {
    if (e.target === desk && e.key === 'Enter') {
      const first = desk.querySelector('td a');
      if (first) { first.focus(); e.preventDefault(); }
    } else if (e.target.matches('td a')) {
      if (e.key === 'Escape') desk.focus();
      if (/^Arrow/.test(e.key)) {
        e.preventDefault();
        const next = near(e.target, e.key);
        if (next) next.focus();
      }
    }
  }
  if (desk.hasAttribute('data-figures')) desk.addEventListener('keydown', walk);
  fit();
})();
