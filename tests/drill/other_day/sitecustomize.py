"""Start-up hook of Python: lets a whole process tree see the machine's clock ahead of itself."""

import datetime as dt
import os

import time_machine

ahead = dt.timedelta(seconds=float(os.environ["MACHINE_AHEAD"]))
time_machine.travel(dt.datetime.now(dt.UTC) + ahead, tick=True).start()
