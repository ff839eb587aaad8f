"""`make screenshots`: takes the screenshot of every step of 业务流程 anew, from demo data.

Arguments name steps (``certificate_change.file``); without any it is all of them.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect

from tests.support import suite_clock
from tests.support.browser import chromium_of
from tests.support.services import Services
from tests.support.site import Site, Visits

from .shots import SHOTS, Shot
from .stage import prepare

SIZE: ViewportSize = {"width": 1280, "height": 800}
FOLDER = Path(__file__).resolve().parents[2] / "app/static/help"
MOST_BYTES = 80 * 1024
# As many colours as fit.
MOST_COLOURS = Image.Quantize.MAXCOVERAGE
PALETTES = (128, 64, 32, 16)
FRAME = """e => {
    const box = e.getBoundingClientRect(), frame = document.createElement('div');
    Object.assign(frame.style, {
        position: 'fixed', left: `${box.left - 7}px`, top: `${box.top - 7}px`, zIndex: 2147483647,
        width: `${box.width + 14}px`, height: `${box.height + 14}px`, boxSizing: 'border-box',
        border: '3px solid #c23a2b', borderRadius: '8px', pointerEvents: 'none',
    });
    (e.closest('dialog') || document.body).append(frame);
}"""


def main(wanted: Sequence[str]) -> int:
    if unknown := set(wanted) - set(SHOTS):
        sys.stderr.write(f"no such steps: {sorted(unknown)}\n")
        return 1
    suite_clock.start()
    with tempfile.TemporaryDirectory(prefix="zj-screenshots-") as folder:
        services = Services()
        site = Site(Path(folder))
        try:
            site.start()
            site.kill_web()
            prepare(site)
            site.start_web()
            with chromium_of(services) as browser:
                _take_all(site, browser, wanted or list(SHOTS))
        finally:
            site.stop()
            services.stop()
    return 0


def _take_all(site: Site, browser: Browser, names: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    visits = Visits(site, browser)
    for name in names:
        picture = _take(visits, SHOTS[name])
        (FOLDER / f"{name}.png").write_bytes(picture)
        sys.stdout.write(f"{name}: {len(picture) // 1024} KB\n")
        sys.stdout.flush()


def _take(visits: Visits, shot: Shot) -> bytes:
    page = visits.enter(shot.username, size=SIZE)
    page.goto(shot.address)
    for selector in shot.presses:
        page.locator(selector).click()
        expect(page.locator("dialog.is-loading")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    if shot.frames:
        framed = page.locator(shot.frames)
        framed.scroll_into_view_if_needed()
        framed.evaluate(FRAME)
    return _small(page.screenshot(animations="disabled"))


def _small(picture: bytes) -> bytes:
    """The same with few colours, as a file that is small enough."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in PALETTES:
        file = io.BytesIO()
        whole.quantize(colours, method=MOST_COLOURS, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    raise ValueError(f"{file.tell()} bytes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
