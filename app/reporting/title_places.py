"""The places of a report's title, such as {place}, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping

# What stands in the places of a title that is shown as an example.
EXAMPLE_PLACES = {
    "place": "湖南省",
    "organization": "某某建设工程质量安全监督站",
    "type": "质量监督证",
    "training": "新进人员培训",
}


def fill_places(title: str, places: Mapping[str, str]) -> str:
    """A title with its places filled; any other brace stands for itself."""
    for name, words in places.items():
        title = title.replace(f"{{{name}}}", words)
    return title
