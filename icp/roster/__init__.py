"""The roster floor: bytes → table → mapped, cleaned, merged and folded clients, with a receipt of every row.

>>> from icp.roster import build_roster, guess_mapping, read_table
>>> table = read_table(b"Client,Yearly spend\\nA.B.,1200\\nC.D.,900\\n", "clients.csv")
>>> build_roster(table, guess_mapping(table)).receipt.clients
2
"""

from icp.model import SalesYear
from icp.roster.alike import Lookalike, find_lookalikes, merge_clients, pair_up
from icp.roster.build import Change, Roster, build_roster
from icp.roster.columns import ColumnGuess, guess_kind, guess_mapping, own_field
from icp.roster.figures import (
    Sale,
    Sales,
    SalesFigures,
    Trend,
    annual_value,
    find_trend,
    join_years,
    sum_sales,
    sum_years,
)
from icp.roster.frames import check_report, clients_frame, frame_clients, read_roster
from icp.roster.joined import Lookup, find_lookup, join_tables, lists_sales
from icp.roster.problem import FILE_CODES, Problem, Skipped, UnreadableFile
from icp.roster.receipt import Receipt
from icp.roster.table import Table, read_table
from icp.roster.typed import from_names, from_pasted

__all__ = [
    "FILE_CODES",
    "Change",
    "ColumnGuess",
    "Lookalike",
    "Lookup",
    "Problem",
    "Receipt",
    "Roster",
    "Sale",
    "Sales",
    "SalesFigures",
    "SalesYear",
    "Skipped",
    "Table",
    "Trend",
    "UnreadableFile",
    "annual_value",
    "build_roster",
    "check_report",
    "clients_frame",
    "find_lookalikes",
    "find_lookup",
    "find_trend",
    "frame_clients",
    "from_names",
    "from_pasted",
    "guess_kind",
    "guess_mapping",
    "join_tables",
    "join_years",
    "lists_sales",
    "merge_clients",
    "own_field",
    "pair_up",
    "read_roster",
    "read_table",
    "sum_sales",
    "sum_years",
]
