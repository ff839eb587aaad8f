"""Registries of declarations: what modules declare, by its key, as an application was built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

from flask import current_app

T = TypeVar("T")


class Registry(Generic[T]):
    """The declarations of one kind. An engine has one, and reads what modules have declared.

    ``name`` is what such declarations are called, ``check`` refuses an unsound one by
    raising ValueError. The declarations belong to the application, not to the process.
    """

    known: ClassVar[list[Registry[Any]]] = []

    def __init__(
        self,
        name: str,
        kind: type[T],
        key: Callable[[T], str],
        check: Callable[[T], None] = lambda _one: None,
    ) -> None:
        self.name, self.kind = name, kind
        self._key, self._check = key, check
        Registry.known.append(self)

    def register(self, declarations: Iterable[T]) -> None:
        """Take over declarations; raises ValueError when two have one key."""
        found = dict(self.registered())
        for one in declarations:
            key = self._key(one)
            if key in found:
                raise ValueError(f"two {self.name} are called {key}")
            self._check(one)
            found[key] = one
        current_app.extensions[self.name] = found

    def registered(self) -> Mapping[str, T]:
        """Every declaration by its key, in the order of declaration."""
        return cast(Mapping[str, T], current_app.extensions.get(self.name, {}))


def declare(declarations: Iterable[Any]) -> None:
    """Hand each declaration to the registry of its kind; TypeError for one of no kind."""
    for one in declarations:
        registry = next((r for r in Registry.known if isinstance(one, r.kind)), None)
        if registry is None:
            raise TypeError(f"nobody asked for a {type(one).__name__}")
        registry.register([one])
