"""A document with every block in it, and the texts that files trip over."""

from datetime import date

from icp.charts import svg
from icp.export.document import (
    Card,
    Chart,
    Column,
    Document,
    Figure,
    Points,
    Quote,
    Section,
    Series,
    Signature,
    Table,
    Text,
)

DAY = date(2026, 11, 22)
DRAWING = svg.figure(360, 160, [svg.words(10, 30, "Ινές, Жанна, 王小明", fill="#1f5a47")], title="three names")
HOSTILE = (
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("https://bad.example","x")',
    "+1+1",
    "@SUM(A1)",
    "https://bad.example/a",
    "mailto:a@bad.example",
    '<w:p/><script>alert(1)</script> & "quotes"',
    "nul\x00 bell\x07 tab\there escape\x1b",
    "lone\ud800 surrogate\udfff",
    "\u202eturned\u202c \u2066round\u2069",
    "_x0041_ _x000D_",
    "😀👩‍👩‍👧",
    "שרה כהן",
    "محمد علي",
    "王小明",
    "L" * 300,
    "'-- DROP",
)
COLUMNS = (
    Column("Name"),
    Column("Fit", "fit"),
    Column("Income a year", "money"),
    Column("Share", "percent", 1),
    Column("Since", "date"),
    Column("Hours a month", "number", 1),
)
CLIENTS = Table(
    COLUMNS,
    (
        ("Ana Ruiz", 62.4, 13800, 0.625, date(2020, 1, 3), 2.5),
        ("Bo Kim", None, -1200.5, 0.0, None, float("nan")),
    ),
    "By fit",
)
BAR = Chart(
    "bar",
    ("Ana Ruiz", "=SUM(1)", "王小明"),
    (Series("Income", (13800, None, 420.5)),),
    up="Income a year",
    unit="money",
)
COLUMN = Chart("column", ("Q1", "Q2"), (Series("glad", (3, 4)), Series("=1+1", (4, 2))))
LINE = Chart("line", ("Jan", "Feb", "Mar"), (Series("plan", (100, None, 120.5)),))
SCATTER = Chart(
    "scatter", ("Ana", "=x", ""), (Series("clients", (62.5, 40, None), (1000, 20000, 5)),), "Income", "Fit", "fit"
)


def figure(chart, title="A finding"):
    return Figure(title, DRAWING, f"alt of {title}", f"reading of {title}", chart)


def document(*sections, **of):
    return Document(**({"id": "debrief", "title": "Who comes near", "day": DAY, "sections": sections} | of))


EVERY = document(
    Section(
        "found",
        "One café owner brought a fifth",
        "What you found out.",
        (
            Text("A paragraph."),
            Text("Small print.", quiet=True),
            Points(("call Ana", "send rules")),
            Points(("first", "second"), ordered=True),
            Points(("agreed", "sent"), boxes=True),
            Quote("I work with people who do what they say."),
        ),
        notes="Say: this is it.\nAsk: who is it?",
    ),
    Section("again", "Counted anew", blocks=(Points(("one",), ordered=True),)),
    Section(
        "drawn",
        "Who brought most",
        blocks=(
            figure(BAR, "Bars"),
            figure(COLUMN, "Columns"),
            figure(LINE, "Lines"),
            figure(SCATTER, "Points"),
            figure(None, "Drawing"),
        ),
        notes="Speak of Ana.",
    ),
    Section("clients", "Two clients", "All of them.", (CLIENTS,), sheet="Clients"),
    Section(
        "card",
        "The portrait",
        blocks=(
            Card(
                "Nora, 42",
                DRAWING,
                "Runs a café.",
                (("Never again", ("calls on Sunday",)),),
                ("Pays on time",),
                "I ring back the same day.",
            ),
        ),
    ),
    Section("sign", "Signed by both", blocks=(Signature(("Studio Nord", "The client")),)),
    subtitle="Sample business",
    business="Studio Nörd",
    credit=("Carla Coach", "carla.example"),
)


def _places(text):
    """Blocks with the text in every place they have."""
    table = Table((Column(text), Column("B", "money")), ((text, text), (text, 1)), text)
    bars = Chart("bar", (text, "other"), (Series(text, (1, 2)),), text, text)
    points = Chart("scatter", (text,), (Series(text, (1,), (2,)),), text, text)
    return (
        Text(text),
        Quote(text),
        Points((text,)),
        Points((text,), ordered=True),
        Points((text,), boxes=True),
        table,
        Figure(text, "", text, text, bars),
        Figure(text, "", text, text, points),
        Signature((text,)),
        Card(text, "", text, ((text, (text,)),), (text,), text),
    )


EVERYWHERE = document(
    *(Section(f"s{at}", text, text, _places(text), text, text) for at, text in enumerate(HOSTILE)),
    *(Section(f"t{at}", text, text, (Text(text),), text, text) for at, text in enumerate(HOSTILE)),
    title=" ".join(HOSTILE),
    subtitle=" ".join(HOSTILE),
    business=" ".join(HOSTILE),
    credit=HOSTILE,
)
"""Every hostile text in every place."""
