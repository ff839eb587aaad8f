"""The application object, for `flask --app run` and `gunicorn run:app`."""

import os

from app import create_app

# The database and the files hold personal data: nobody else on the machine reads them.
os.umask(0o077)

app = create_app()
