/* 列设置: columns go up and down by buttons; the focus goes along. */
import { $, $$, emit, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';

function sync(list) {
  const items = [...list.children];
  items.forEach((item, place) => {
    $('[data-up]', item).disabled = place === 0;
    $('[data-down]', item).disabled = place === items.length - 1;
  });
}
function move(list, button) {
  const item = button.closest('li'), goesUp = button.dataset.up !== undefined;
  if (goesUp) { item.previousElementSibling.before(item); } else { item.nextElementSibling.after(item); }
  sync(list);
  const again = button.disabled ? $(goesUp ? '[data-down]' : '[data-up]', item) : button;
  again.focus();
  emit(list, 'input');
}
whenNew('[data-columns]', (list) => {
  on(list, 'click', (event) => {
    const button = event.target.closest('[data-up],[data-down]');
    if (button) { move(list, button); }
  });
  $$('.zj-order', list).forEach((buttons) => { buttons.hidden = false; });
  sync(list);
});
