"""The engine for reports: declared once, laid out once, drawn as page, spreadsheet and PDF."""

from .declaration import Band, Column, Page, TableReport, serial
from .heading import Heading, official_heading
from .paper_sizes import Margins
from .sheet import Sheet, lay_out
from .values import show

__all__ = [
    "Band",
    "Column",
    "Heading",
    "Margins",
    "Page",
    "Sheet",
    "TableReport",
    "lay_out",
    "official_heading",
    "serial",
    "show",
]
