"""How the web server runs, for `make run` and for `gunicorn -c deploy/gunicorn.conf.py run:app`."""

import os
import signal
from typing import Any

wsgi_app = "run:app"
_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT') or '8080'}"
# Threads, for a browser keeps connections open that would hold a whole process otherwise.
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = 4
# One import for all workers: a quick start, shared memory, and a renewed worker serves at once.
preload_app = True
max_requests = 2000
max_requests_jitter = 200
timeout = 60
graceful_timeout = 20
limit_request_line = 8190
control_socket_disable = True
# Headers of a proxy are read by the application, and only when BEHIND_PROXY says there is one.
forwarded_allow_ips = ""
loglevel = "warning"


def on_starting(server: Any) -> None:
    from app.core.access.key_proof import refuse_wrong_keys

    with server.app.wsgi().app_context() as context:
        refuse_wrong_keys()
        context.app.extensions["sqlalchemy"].engine.dispose()


def when_ready(server: Any) -> None:
    from app.factory import make_ready

    make_ready(server.app.wsgi())


def post_fork(server: Any, worker: Any) -> None:
    # Until it hears signals itself a worker has those of its parent, which would swallow a stop
    # right after the start and hold it up for the whole grace.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # A connection to the database must not be shared with the parent process.
    with worker.app.wsgi().app_context() as context:
        context.app.extensions["sqlalchemy"].engine.dispose(close=False)
