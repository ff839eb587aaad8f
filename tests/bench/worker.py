"""One application in one process that measures what it is told, line by line."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys


def main() -> None:
    """Answer on what was the standard output; anything printed goes to the errors."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(**words: object) -> None:
        answers.write(json.dumps(words) + "\n")
        answers.flush()

    kind, samples = sys.argv[1], json.loads(sys.argv[2])
    found = importlib.import_module(f"tests.bench.{kind}").subject(samples)
    gc.collect()
    gc.freeze()
    say(cases=list(found.cases))
    for line in sys.stdin:
        asked = json.loads(line)
        say(**found.measure(asked["case"], asked["times"]))


if __name__ == "__main__":
    main()
