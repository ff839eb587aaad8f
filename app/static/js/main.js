/* What every page runs. Everything is opt-in through data- attributes, and without script every page still works;
   modules of single pieces are asked for by these (core/parts.js). */
import './core/composition.js';
import { openDialog, restoreFocus } from './core/dialog.js';
import { $, $$, keptForWindow, toast, TOLD } from './core/dom.js';
import './core/menu.js';
import './core/palette.js';
import { prepare } from './core/parts.js';
import './core/request.js';

/* Messages that came with the page: good news becomes a toast, what went wrong stays in its place. */
$$('.zj-flash').forEach((box) => {
  $$('[data-flash="ok"]', box).forEach((message) => {
    if ($('#words')) { toast(message.textContent.trim()); message.remove(); }
  });
  if ($('[data-flash]', box)) { box.classList.add('is-kept'); } else { box.remove(); }
});

const told = keptForWindow.get(TOLD);
if (told && $('#words')) { toast(told); keptForWindow.remove(TOLD); }

prepare(document);
const summary = $('[data-errors]:not([hidden])');
if (summary) { summary.focus(); }
restoreFocus();
$$('dialog[data-autoopen]').forEach((dialog) => openDialog(dialog, document.body));
