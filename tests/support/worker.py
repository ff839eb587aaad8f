"""A worker within the process of a test."""

from __future__ import annotations

from rq import SimpleWorker


class Worker(SimpleWorker):
    """It leaves Ctrl-C and SIGTERM to the test run, which would go on without them."""

    def _install_signal_handlers(self) -> None:
        pass
