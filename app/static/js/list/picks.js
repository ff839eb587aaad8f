/* Rows that are ticked in a picker: a chip for each, on whichever page it stands; too many are said at once. */
import { $, $$, around, emit, fill, icon, make, on } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { stateOf } from '../core/request.js';
/* first, for what it makes of typing is corrected here */
import '../form/form.js';

const isTick = (element) => element.matches('[data-one],[data-all]');

whenNew('form[data-picks]', (form) => {
  const chips = $('[data-chips]', form), pattern = $('template', form), over = $('[data-over]', form);
  const boxes = () => $$('[data-one]', form), all = () => $$('li', chips);
  const chipOf = (box) => all().find((one) => one.dataset.of === box.value);
  /* what is ticked on another page is sent by an input of its own */
  function take(chip) {
    $$('[data-kept]', form).filter((one) => one.value === chip.dataset.of).forEach((one) => one.remove());
    chip.remove();
  }

  function add(box) {
    const chip = pattern.content.firstElementChild.cloneNode(true), button = $('button', chip);
    chip.dataset.of = box.value;
    $('span', chip).textContent = box.dataset.name;
    button.value = box.value;
    button.setAttribute('aria-label', fill(button.dataset.label, { name: box.dataset.name }));
    chips.append(chip);
  }
  /* ticks are work that a closed dialog would lose, what is typed to search is none */
  function mark() { stateOf(form).dirty = all().length > 0; }
  function tell() {
    const count = all().length, more = count - Number(over.dataset.most);
    $('[data-n]', form).textContent = count;
    over.hidden = more <= 0;
    over.textContent = '';
    if (more > 0) { over.append(icon('warn'), make('span', { textContent: fill(over.dataset.words, { n: more }) })); }
    mark();
  }
  function sync() {
    const radio = boxes().find((box) => box.type === 'radio' && box.checked);
    if (radio) { all().filter((chip) => chip.dataset.of !== radio.value).forEach(take); }
    boxes().forEach((box) => {
      const chip = chipOf(box);
      if (box.checked && !chip) { add(box); }
      if (!box.checked && chip) { take(chip); }
    });
    tell();
  }
  function drop(chip) {
    const box = boxes().find((one) => chipOf(one) === chip), next = chip.nextElementSibling || chip.previousElementSibling;
    take(chip);
    if (box) { box.checked = false; emit(box, 'change'); }
    tell();
    const goal = next ? $('button', next) : box || $('[data-one]', form);
    if (goal) { goal.focus(); }
  }

  on(form, 'change', ({ target }) => { if (isTick(target)) { sync(); } });
  on(form, 'input', mark);
  on(form, 'click', (event) => {
    const button = around(event, '[data-chips] button');
    if (button) { event.preventDefault(); drop(button.closest('li')); return; }
    /* anywhere in its row is as good as at the box */
    const row = around(event, 'tbody tr'), box = row && $('[data-one]', row);
    if (box && !event.target.closest('a,button,input') && !String(getSelection())) { box.click(); }
  });
  tell();
});
