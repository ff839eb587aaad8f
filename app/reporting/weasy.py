"""Prints HTML with WeasyPrint: a program of its own, whose memory goes when it ends.

It reads the document from its input and writes the PDF to its output. It imports nothing of
the product, so that only this process loads the library, and it can be ended like any engine.
"""

from __future__ import annotations

import sys

# The exit status when the library, or Pango below it, is missing.
LIBRARIES_MISSING = 3


def main() -> int:
    """Print once; the exit status is 0 only with a PDF on the output."""
    try:
        from weasyprint import HTML, URLFetcher
        from weasyprint.urls import FatalURLFetchingError
    except (ImportError, OSError) as missing:
        sys.stderr.write(str(missing))
        return LIBRARIES_MISSING
    html = sys.stdin.buffer.read().decode()
    fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    try:
        pdf = HTML(string=html, url_fetcher=fetcher).write_pdf()
    except FatalURLFetchingError as refused:
        # It is no Exception, so that the library's own handlers let it pass.
        sys.stderr.write(str(refused))
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
