"""Start-up hook of Python: the machine's clock is ahead, for a process and its children alike."""

import os
import time

import time_machine

time_machine.travel(time.time() + float(os.environ["MACHINE_AHEAD"]), tick=True).start()
