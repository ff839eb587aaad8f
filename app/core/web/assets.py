"""Cache of the static files, in memory: one mark for all, which changes when any of them does.

Scripts are ES modules that import each other by relative paths. The mark therefore stands in front
of the path (``/static/<mark>/js/main.js``): every import inherits it, so browsers may keep all of
them for a year, and a page never mixes the modules of two versions.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, g, request
from markupsafe import Markup

STATIC = Path(__file__).parents[2] / "static"
MAIN = "main.js"
MARK = re.compile(r"[0-9a-f]{10}")
A_YEAR = 31_536_000
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
IMPORTED_SHEET = re.compile(rb'@import "([\w./-]+)";')
IMPORTED_MODULE = re.compile(r"^(?:import|export)\b[^';]*'(\.{1,2}/[\w./-]+)';", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is answered; ``packed`` is the same by gzip, for texts."""

    content: bytes
    packed: bytes | None
    mimetype: str
    etag: str


class Assets:
    """The files of a folder, their common mark, and what their modules import."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._raw = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        self.files = {name: self._asset(name) for name in self._raw}
        marks = "".join(f"{name} {file.etag}\n" for name, file in self.files.items())
        self.mark = hashlib.sha256(marks.encode()).hexdigest()[:10]

    def _asset(self, name: str) -> Asset:
        kind = TYPES.get(Path(name).suffix)
        content = self._joined(name) if kind == TYPES[".css"] else self._raw[name]
        packed = gzip.compress(content, mtime=0) if kind else None
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Asset(content, packed, kind or guessed, hashlib.sha256(content).hexdigest()[:20])

    def _joined(self, name: str) -> bytes:
        """A stylesheet with those that it imports in their places: a browser asks once."""
        folder = posixpath.dirname(name)
        return IMPORTED_SHEET.sub(
            lambda found: self._raw[posixpath.join(folder, found[1].decode())], self._raw[name]
        )

    def address(self, name: str) -> str:
        """Where a file is; a name that does not exist is a fault of ours."""
        if name not in self.files:
            raise LookupError(name)
        return f"/static/{self.mark}/{name}"

    def modules(self, name: str) -> tuple[str, ...]:
        """A module and all that it imports, each once, those first that import nothing."""
        return tuple(dict.fromkeys(self._imported(name, ())))

    def _imported(self, name: str, above: tuple[str, ...]) -> Iterator[str]:
        for found in IMPORTED_MODULE.findall(self._raw[name].decode()):
            module = posixpath.normpath(posixpath.join(posixpath.dirname(name), found))
            if module not in above:
                yield from self._imported(module, (*above, name))
        yield name


@lru_cache(maxsize=1)
def assets() -> Assets:
    """The files of this product, read once a process."""
    return Assets(STATIC)


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a static file, which browsers may keep."""
    return assets().address(name)


def needs(*names: str) -> Markup:
    """The attribute of an element that these scripts bring to life (``form/picker.js``).

    A whole page loads them with itself, a part that arrives later asks for them then.
    """
    g.setdefault("scripts", {}).update(dict.fromkeys(names))
    return Markup('data-needs="%s"') % " ".join(names)


def main_script() -> Markup:
    """The script of every page."""
    return _tags((MAIN,))


def asked_scripts() -> Markup:
    """The scripts of what stands on this page; called at its end."""
    return _tags(tuple(g.get("scripts", ())), without=_closure((MAIN,)))


def asked_ahead() -> Markup:
    """Links that have the scripts of a part fetched at once, before its pieces ask for them."""
    wanted = [one for one in _closure(g.get("scripts", ())) if one not in _closure((MAIN,))]
    return _links(tuple(wanted))


def _closure(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for name in names for one in _modules(f"js/{name}")))


@lru_cache(maxsize=128)
def _modules(name: str) -> tuple[str, ...]:
    return assets().modules(name)


@lru_cache(maxsize=256)
def _tags(names: tuple[str, ...], without: tuple[str, ...] = ()) -> Markup:
    """Script tags, and links that have their imports fetched at once, not one by one."""
    wanted = [f"js/{name}" for name in names]
    ahead = [one for one in _closure(names) if one not in without and one not in wanted]
    tags = [Markup('<script type="module" src="%s"></script>') % asset(one) for one in wanted]
    return Markup("\n").join([_links(tuple(ahead)), *tags])


@lru_cache(maxsize=256)
def _links(modules: tuple[str, ...]) -> Markup:
    return Markup("\n").join(
        Markup('<link rel="modulepreload" href="%s">') % asset(one) for one in modules
    )


def _serve(filename: str) -> Response:
    """A file under the current mark may be kept; under another, or none, it is asked for again."""
    mark, _slash, name = filename.partition("/")
    file = assets().files.get(name if MARK.fullmatch(mark) else filename)
    if file is None:
        abort(404)
    packed = file.packed if request.accept_encodings.best_match(["gzip"]) else None
    response = Response(packed or file.content, mimetype=file.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if file.packed:
        response.vary.add("Accept-Encoding")
    response.set_etag(file.etag + ("-gzip" if packed else ""))
    if mark == assets().mark:
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def install(app: Flask) -> None:
    """Read the files before the workers are forked, answer them, and let templates name them."""
    assets()
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_serve)
    app.jinja_env.globals.update(
        asset=asset,
        needs=needs,
        main_script=main_script,
        asked_scripts=asked_scripts,
        asked_ahead=asked_ahead,
    )
