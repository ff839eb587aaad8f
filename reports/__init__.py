"""All report definitions, in the order of the menu."""

from .organizations import ANNUAL_SUMMARY

REPORTS = (ANNUAL_SUMMARY,)
