"""Value of what was typed and cannot be read: rules that need it find nothing, others do."""

from __future__ import annotations

from typing import Any


class Unread:
    """Stands for a value that could not be read; whatever is computed with it is unread as well.

    No comparison with it holds, not even that it differs. A rule that asks whether a value is too
    large, negative or another one has therefore nothing to say; write `a < low or a > high`, not
    `not low <= a <= high`. It is true, for something was typed.
    """

    def _unread(self, *_others: Any) -> Unread:
        return self

    def _never(self, _other: object) -> bool:
        return False

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _unread
    __truediv__ = __rtruediv__ = quantize = _unread
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _never
    __hash__ = object.__hash__


# Of any type, as the values are that it stands for.
UNREAD: Any = Unread()
