"""The command behind `make run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import config
from app.serve import checks
from app.serve.redis_server import RedisUnavailable
from app.serve.supervisor import Stopping, Supervisor


def main() -> int:
    # The database and the files hold personal data: nobody else on the machine reads them.
    os.umask(0o077)
    stopping = Stopping()
    values = config.settings(os.environ)
    instance = Path(values["INSTANCE_DIR"])
    try:
        checks.check_disk(instance, os.environ)
        checks.check_programs(os.environ)
        with checks.only_one(instance):
            checks.check_port(values["HOST"], values["PORT"])
            Supervisor(values, dict(os.environ), stopping).serve()
    except (checks.StartRefusal, RedisUnavailable) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
