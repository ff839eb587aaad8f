"""Chromium 86, the oldest browser that the product promises, as one of the packages of Node has it.

The library that drives browsers looks for functions of later ones in the page when it finds and
clicks elements by their names. Here it only opens pages; everything in them is done by script.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import SWITCHES
from tests.support.installation import ROOT

PACKED = ROOT / "deploy/lint/node_modules/chrome-aws-lambda/bin/chromium.br"
UNPACKED = ROOT / ".test/chromium-86"
UNPACK = (
    "const [from, to] = process.argv.slice(1), { pipeline } = require('stream/promises');"
    "pipeline(require('fs').createReadStream(from), require('zlib').createBrotliDecompress(),"
    " require('fs').createWriteStream(to))"
)

_WITH_NODE = os.environ | {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}


def _program() -> Path:
    """The browser's file, unpacked at its first use."""
    if not UNPACKED.exists():
        UNPACKED.parent.mkdir(exist_ok=True)
        part = UNPACKED.with_suffix(f".{os.getpid()}")
        subprocess.run(
            ["node", "-e", UNPACK, PACKED, part], env=_WITH_NODE, check=True, timeout=120
        )
        part.chmod(0o755)
        part.replace(UNPACKED)
    return UNPACKED


@pytest.fixture(scope="module")
def oldest(chromium: Browser) -> Iterator[Browser]:
    """The browser, until the end of the file."""
    assert platform.machine() == "x86_64", "there is a Chromium 86 for x86_64 alone"
    browser = chromium.browser_type.launch(executable_path=_program(), args=list(SWITCHES))
    assert browser.version.startswith("86.")
    yield browser
    browser.close()
