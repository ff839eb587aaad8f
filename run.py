"""The application object, for `flask --app run`, `gunicorn run:app` and `python -m app.serve`."""

import gc
import os

from flask import Flask

# The database and the files hold personal data: nobody else on the machine reads them.
os.umask(0o077)


def _application() -> Flask:
    # What is imported stays: looking through it for garbage would be a fifth of the start, and
    # later write to all the memory that the processes of jobs share with their worker.
    gc.disable()
    from app.factory import create_app

    made = create_app()
    gc.freeze()
    gc.enable()
    return made


app = _application()
