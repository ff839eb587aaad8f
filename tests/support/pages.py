"""What stands on the pages of a screen: its words, the rows of a list, and 办理记录."""

from __future__ import annotations

import re
from html import unescape

CELL = re.compile(r'<td[^>]*data-l="([^"]*)"[^>]*>(.*?)</td>', re.DOTALL)


def plain(markup: str) -> str:
    """What a piece of a page reads."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", markup))).strip()


def listed(page: str) -> list[dict[str, str]]:
    """The rows of a list by their column titles."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        {unescape(label): plain(words) for label, words in CELL.findall(row)}
        for row in body.split("</tr>")
        if "<td" in row
    ]


def history_of(page: str) -> list[str]:
    """办理记录: one text an event, newest first."""
    part = page.partition('<ol class="zj-tl">')[2].partition("</ol>")[0]
    return [plain(one) for one in part.split('<li class="is-done">')[1:]]


def totals(page: str) -> dict[str, str]:
    """合计 of a list by its column titles."""
    foot = page.partition("<tfoot>")[2].partition("</tfoot>")[0]
    return {unescape(label): plain(words) for label, words in CELL.findall(foot)}


def heads(page: str) -> list[str]:
    """The column titles of a list."""
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    found = re.findall(r"<th[^>]*>(.*?)</th>", head, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>|\s", "", one)) for one in found]


def chips(page: str) -> list[str]:
    """The conditions in force, as they are named above a list."""
    return [plain(one) for one in re.findall(r'<li class="zj-chip">(.*?)<a ', page, re.DOTALL)]
