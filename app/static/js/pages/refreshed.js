/* A page that waits for a job: it is loaded anew until it does not wait any more. */
import { whenNew } from '../core/parts.js';

const PAUSE = 2000;

function start() {
  setTimeout(() => {
    if (!document.querySelector('dialog[open]')) window.location.reload();
    else start();
  }, PAUSE);
}

whenNew('[data-refreshed]', start);
