"""Documents made of a workbook, each before it is a file: every builder returns what to say, in order."""

from icp.report.portrait import build_portrait
from icp.report.rules import build_rules

__all__ = ["build_portrait", "build_rules"]
