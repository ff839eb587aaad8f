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
    out.textContent = Math.round(z * 100) + '%';
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
  document.querySelector('[data-print]').addEventListener('click', function () { window.print(); });
  fit();
})();
