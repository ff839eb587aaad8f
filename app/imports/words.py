"""Words that differ by what an import brings one by one: rows of a workbook, files of a parcel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Wording:
    """How pages, messages and faults of an import call what it brings."""

    counted: Any
    numbered: Any
    # Headings of the table of faults: the number of one, and where in it something is wrong.
    number: Any
    place: Any
    store: Any
    nothing: Any
    none_sound: Any
    left_out: Any
    # Of an import that is over: what was left out, and the same after 撤销导入.
    not_stored: Any
    not_sound: Any
    cleared: Any

    def of(self, number: Any) -> str:
        """So many of them."""
        return str(self.counted % {"n": number})


ROWS = Wording(
    counted=_l("%(n)s 行"),
    numbered=_l("第 %(n)s 行"),
    number=_l("行"),
    place=_l("单元格"),
    store=_l("导入有效行"),
    nothing=_l("没有导入任何行"),
    none_sound=_l("没有可以导入的有效行，请先修改有问题的行"),
    left_out=_l("有问题的行不会导入。"),
    not_stored=_l(
        "有问题的 %(n)s 行没有导入，列在下面。"
        "上传人可下载标注文件，其中只剩这些行，改好后重新上传。"
    ),
    not_sound=_l("有问题的 %(n)s 行列在下面。上传人可下载标注文件，改好后重新上传。"),
    cleared=_l("没有导入的行已随上传的文件到期清除。"),
)
# Rows that are stored together or not at all.
WHOLE = replace(
    ROWS,
    store=_l("导入"),
    none_sound=_l("请先改正全部有问题的行"),
    left_out=_l("改正全部问题后才能导入。"),
)
FILES = Wording(
    counted=_l("%(n)s 个文件"),
    numbered=_l("第 %(n)s 个文件"),
    number=_l("序号"),
    place=_l("文件名"),
    store=_l("导入有效文件"),
    nothing=_l("没有导入任何文件"),
    none_sound=_l("没有可以导入的有效文件，请先修改有问题的文件"),
    left_out=_l("有问题的文件不会导入。"),
    not_stored=_l("有问题的 %(n)s 个文件没有导入，列在下面，改好后重新上传。"),
    not_sound=_l("有问题的 %(n)s 个文件列在下面，改好后重新上传。"),
    cleared=_l("没有导入的文件已随上传的压缩包到期清除。"),
)
