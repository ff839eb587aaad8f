/* The page of an import that is being checked or stored: asks how far it is, and shows the result when it is there. */
import { $ } from '../core/dom.js';
import { whenNew } from '../core/parts.js';
import { call, JSON_WANTED } from '../core/request.js';

const FIRST_PAUSE = 700, LONGEST_PAUSE = 3000;

function start(panel) {
  const begun = JSON.parse(panel.dataset.import);
  let pause = FIRST_PAUSE;

  function draw(found) {
    const bar = $('progress', panel);
    $('[data-waiting]', panel).hidden = !found.waiting;
    $('[data-count]', panel).textContent = found.expected ? `${found.done || 0} / ${found.expected}` : '';
    if (found.expected) { bar.max = found.expected; bar.value = found.done || 0; } else { bar.removeAttribute('value'); }
  }
  async function follow() {
    try {
      const answer = await call(begun.url, { headers: JSON_WANTED });
      if (answer.ok) {
        const found = await answer.json();
        if (found.state !== begun.state) { location.reload(); return; }
        draw(found);
      }
    } catch {
      /* without an answer it may still come, also after a restart */
    }
    pause = Math.min(pause * 1.3, LONGEST_PAUSE);
    setTimeout(follow, pause);
  }
  draw(begun);
  setTimeout(follow, pause);
}
whenNew('[data-import]', start);
