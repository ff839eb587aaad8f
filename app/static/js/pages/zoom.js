/* A screenshot in its full size, to be scrolled by mouse and keyboard, and back to the width of the page. */
import { $, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[data-zoomed]', (figure) => {
  const button = $('[data-zoom]', figure), region = $('[role="region"]', figure);
  button.hidden = false;
  on(button, 'click', () => {
    const isLarge = figure.classList.toggle('is-large');
    button.setAttribute('aria-pressed', String(isLarge));
    if (isLarge) { region.focus(); }
  });
});
