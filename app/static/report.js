/* Report preview: zoom and print. */
(function () {
  'use strict';
  var desk = document.querySelector('.zj-desk');
  if (!desk) return;
  var paper = desk.querySelector('[data-paper]'), out = document.querySelector('[data-zoomv]'), z = 1;
  var all = function (s, r) { return Array.prototype.slice.call(r.querySelectorAll(s)); };

  /* 50–200 %; only the fit of a narrow screen goes lower */
  function zoom(value) { put(Math.max(Math.min(0.5, z), Math.min(2, value))); }
  function put(value) {
    z = value;
    paper.style.zoom = z;
    if (out) out.textContent = Math.round(z * 100) + '%';
  }
  function fit() {
    var style = getComputedStyle(desk), room = desk.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    put(Math.max(0.1, Math.min(1.25, room / (+desk.dataset.paperMm * 96 / 25.4))));
  }
  all('[data-zoom]', document).forEach(function (b) {
    b.addEventListener('click', function () { b.dataset.zoom === 'fit' ? fit() : zoom(Math.round((z + +b.dataset.zoom) * 10) / 10); });
  });
  document.addEventListener('keydown', function (e) {
    if (/INPUT|SELECT|TEXTAREA/.test(e.target.nodeName) || document.querySelector('dialog[open]') || e.ctrlKey || e.metaKey) return;
    if (e.key === '+' || e.key === '=') zoom(z + 0.1);
    if (e.key === '-') zoom(z - 0.1);
    if (e.key === '0') fit();
  });
  desk.addEventListener('dblclick', function () { z > 0.95 ? fit() : zoom(1); });
  var printer = document.querySelector('[data-print]');
  if (printer) printer.addEventListener('click', function () { window.print(); });

  /* Figures are one stop of the tab key: Enter goes in, arrows move, Escape comes back. */
  function near(link, key) {
    var cell = link.closest('td'), line = cell.parentNode, step = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      var along = all('td a', line);
      return along[along.indexOf(link) + step];
    }
    var mark = new URLSearchParams(link.search).get('column'), lines = all('tr', paper);
    for (var n = lines.indexOf(line) + step; lines[n]; n += step) {
      var found = all('td a', lines[n]).filter(function (a) { return new URLSearchParams(a.search).get('column') === mark; })[0];
      if (found) return found;
    }
    return null;
  }
  all('td a', paper).forEach(function (link) { link.tabIndex = -1; link.dataset.opens = 'drawer'; });
  if (desk.hasAttribute('data-figures')) desk.addEventListener('keydown', function (e) {
    if (e.target === desk && e.key === 'Enter') {
      var first = desk.querySelector('td a');
      if (first) { first.focus(); e.preventDefault(); }
    } else if (e.target.matches('td a')) {
      if (e.key === 'Escape') desk.focus();
      if (/^Arrow/.test(e.key)) {
        e.preventDefault();
        var next = near(e.target, e.key);
        if (next) next.focus();
      }
    }
  });
  fit();
})();
