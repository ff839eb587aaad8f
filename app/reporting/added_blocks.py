"""Blocks that modules add to the form report of another module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core.base.registry import Registry

from .declaration import Parameters, Row
from .form_reports import ENDS, Block, FormReport


@dataclass(frozen=True)
class AddedBlock:
    """A block before the opinions and pictures of a report, with what it prints (ruling 19).

    ``values(parameters)`` gives the values of the block by its keys, which are none of the
    report's own; None where the record has nothing of the kind, and then the block is absent.
    """

    report: str
    name: str
    block: Block
    values: Callable[[Parameters], Row | None]


BLOCKS = Registry("added_blocks", AddedBlock, lambda one: f"{one.report} {one.name}")


def with_added(report: FormReport, record: Row, parameters: Parameters) -> tuple[FormReport, Row]:
    """A report and its record with what modules add to them."""
    added, values = [], dict(record)
    for one in BLOCKS.registered().values():
        if one.report == report.name and (found := one.values(parameters)) is not None:
            if twice := values.keys() & found.keys():
                raise ValueError(f"{one.name}: {report.name} has {sorted(twice)} already")
            added.append(one.block)
            values |= found
    own = list(report.blocks)
    end = len(own)
    while end and isinstance(own[end - 1], ENDS):
        end -= 1
    return replace(report, blocks=(*own[:end], *added, *own[end:])), values
