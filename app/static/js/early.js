/* Runs before the first paint, in the oldest syntax: the page knows that it has script, which size was chosen, and
   whether this browser is too old for it (Chromium 86 is the first that has both of these). */
(function () {
  'use strict';
  var root = document.documentElement;
  root.className += ' js';
  if (!window.HTMLDialogElement || !Element.prototype.replaceChildren) { root.className += ' old'; }
  try {
    if (localStorage.getItem('zj-size') === 'large') { root.setAttribute('data-size', 'large'); }
  } catch (error) { /* storage may be switched off */ }
})();
