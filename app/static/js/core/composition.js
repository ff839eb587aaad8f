/* While an input method composes, its keys are its own: the Enter that takes a candidate acts nowhere on the page. */
const IN_COMPOSITION = 229;

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === IN_COMPOSITION) { event.stopImmediatePropagation(); }
}, true);
