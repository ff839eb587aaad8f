"""The engines that draw a PDF: which of them a machine has."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

ENGINES = ["wkhtmltopdf", "weasyprint"]


def use(engine: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have this engine: WeasyPrint draws where wkhtmltopdf is not found."""
    if engine == "weasyprint":
        programs = folder / "programs"
        programs.mkdir()
        for program in ("fc-list", "pdftotext"):
            (programs / program).symlink_to(shutil.which(program) or "")
        monkeypatch.setenv("PATH", str(programs))


def pictures(made: bytes) -> list[str]:
    """The pictures of a PDF, by their names."""
    return [name for page in PdfReader(io.BytesIO(made)).pages for name in page.images]


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, commands: str) -> None:
    """Let these commands of the shell be the engine."""
    program = folder / "wkhtmltopdf"
    program.write_text(f"#!/bin/sh\n{commands}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
