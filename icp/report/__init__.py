"""Documents made of a workbook, each before it is a file: every builder returns what to say, in order."""

from icp.report.book import build_book
from icp.report.debrief import build_debrief
from icp.report.letters import build_letters
from icp.report.packet import build_packet
from icp.report.portrait import build_portrait
from icp.report.rules import build_rules
from icp.report.screener import build_screener
from icp.report.workbook import build_workbook

__all__ = [
    "build_book",
    "build_debrief",
    "build_letters",
    "build_packet",
    "build_portrait",
    "build_rules",
    "build_screener",
    "build_workbook",
]
