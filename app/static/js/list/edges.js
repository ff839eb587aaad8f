/* A table, or a diagram, wider than its box: a shadow says on which side there is more, and a bar to scroll by stays in the window. */
import { $, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

whenNew('[data-edges]', (box) => {
  const scroll = $('.zj-tscroll', box), bar = $('.zj-hbar', box), content = scroll.firstElementChild;
  function mark() {
    const hidden = scroll.scrollWidth - scroll.clientWidth, gone = scroll.scrollLeft;
    box.classList.toggle('has-left', gone > 1);
    box.classList.toggle('has-right', hidden - gone > 1);
    /* the table's own bar lies at its foot, which may be below the window */
    bar.hidden = hidden <= 1 || scroll.getBoundingClientRect().bottom <= innerHeight;
    bar.firstElementChild.style.setProperty('width', `${scroll.scrollWidth}px`);
    if (!bar.hidden && bar.scrollLeft !== gone) { bar.scrollLeft = gone; }
  }
  on(scroll, 'scroll', mark);
  on(bar, 'scroll', () => { if (scroll.scrollLeft !== bar.scrollLeft) { scroll.scrollLeft = bar.scrollLeft; } });
  const sizes = new ResizeObserver(mark);
  sizes.observe(scroll);
  sizes.observe(content);
  function follow() {
    if (box.isConnected) { mark(); return; }
    removeEventListener('scroll', follow);
    removeEventListener('resize', follow);
  }
  on(window, 'scroll', follow);
  on(window, 'resize', follow);
});
