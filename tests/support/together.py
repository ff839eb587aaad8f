"""Several people who act at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Wait = Callable[[], Any]


def together(acts: Sequence[Callable[[Wait], Any]]) -> list[Any]:
    """What came of the acts; each prepares, waits until all the others have, and goes on."""
    ready = threading.Barrier(len(acts), timeout=60)
    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(lambda act: act(ready.wait), acts))
