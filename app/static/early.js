/* Runs before the first paint: the page knows that it has script, and which size was chosen. */
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  try {
    if (localStorage.getItem('zj-size') === 'large') { root.dataset.size = 'large'; }
  } catch { /* storage may be switched off */ }
})();
