"""The slides as their own XML says, and the numbers inside their charts as openpyxl reads them."""

import io
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest
from every_block import BAR, CLIENTS, DAY, DRAWING, EVERY, EVERYWHERE, HOSTILE, document, figure
from lxml import etree
from package import leads_outside, parts, texts

from icp.export.cells import plain
from icp.export.document import Chart, Column, Figure, Points, Section, Series, Table, Text
from icp.export.pptx import write_pptx
from icp.report import build_debrief
from icp.sample import sample_workbook

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WIDE, HIGH = 960 * 12700, 540 * 12700


def slides(data):
    read = parts(data)
    names = sorted((n for n in read if n.startswith("ppt/slides/slide")), key=lambda n: int(n[16:-4]))
    return [etree.fromstring(read[name]) for name in names]


def paragraphs(element):
    """Texts of the paragraphs, in order; those without any left out."""
    told = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in element.iter(f"{A}p")]
    return [text for text in told if text]


def title_of(slide):
    for shape in slide.iter(f"{P}sp"):
        kind = shape.find(f".//{P}ph")
        if kind is not None and kind.get("type") in ("title", "ctrTitle"):
            return "".join(paragraphs(shape))
    return None


def workbooks(data):
    """The sheets inside the charts, in the charts' order."""
    read = parts(data)
    found = []
    for name in sorted(n for n in read if n.startswith("ppt/charts/_rels")):
        target = next(iter(etree.fromstring(read[name]))).get("Target").rpartition("/")[2]
        found.append(list(openpyxl.load_workbook(io.BytesIO(read[f"ppt/embeddings/{target}"]))["Sheet1"].values))
    return found


@pytest.fixture(scope="module")
def every():
    return write_pptx(EVERY)


def test_a_finding_a_slide(every):
    assert [title_of(slide) for slide in slides(every)] == [
        "Who comes near",
        "One café owner brought a fifth",
        "Counted anew",
        "Bars",
        "Columns",
        "Lines",
        "Points",
        "Drawing",
        "Two clients",
        "Nora, 42",
        "Signed by both",
        "Led by",
    ]
    size = etree.fromstring(parts(every)["ppt/presentation.xml"]).find(f"{P}sldSz")
    assert (int(size.get("cx")), int(size.get("cy"))) == (WIDE, HIGH)
    assert [text for text in paragraphs(slides(every)[1]) if text][:8] == [
        "One café owner brought a fifth", "What you found out.", "A paragraph.", "Small print.", "call Ana",
        "send rules", "first", "second",
    ]  # fmt: skip
    assert paragraphs(slides(every)[-1])[1:] == ["Carla Coach", "carla.example"]


def test_charts_are_native_and_hold_the_documents_numbers(every):
    bar, column, line, scatter = workbooks(every)
    assert bar == [(None, "Income"), ("Ana Ruiz", 13800), ("=SUM(1)", None), ("王小明", 420.5)]
    assert column == [(None, "glad", "=1+1"), ("Q1", 3, 4), ("Q2", 4, 2)]
    assert line == [(None, "plan"), ("Jan", 100), ("Feb", None), ("Mar", 120.5)]
    assert scatter[:3] == [(None, "clients", None), (1000, 62.5, "Ana"), (20000, 40, "=x")]
    charts = [etree.fromstring(content) for name, content in sorted(parts(every).items())
              if name.startswith("ppt/charts/chart")]  # fmt: skip
    kinds = ["barChart", "barChart", "lineChart", "scatterChart"]
    assert [chart.find(f".//{{*}}{kind}") is not None for chart, kind in zip(charts, kinds, strict=True)] == [True] * 4
    assert [chart.find(".//{*}barDir").get("val") for chart in charts[:2]] == ["bar", "col"]
    assert [chart.find(".//{*}legend") is not None for chart in charts] == [False, True, False, False]
    drawn = [[v.text for v in chart.findall(".//{*}val//{*}v")] for chart in charts[:2]]
    assert drawn == [["13800", "420.5"], ["3", "4", "4", "2"]]
    assert charts[0].find(".//{*}catAx/{*}scaling/{*}orientation").get("val") == "maxMin"  # the first bar on top,
    assert charts[0].find(".//{*}valAx/{*}crosses").get("val") == "max"  # the axis of amounts at the foot
    assert '"€"#,##0' in charts[0].find(".//{*}dLbls/{*}numFmt").get("formatCode")


def test_what_a_chart_refers_to_is_where_its_numbers_are(every):
    read = parts(every)
    for name in sorted(n for n in read if n.startswith("ppt/charts/chart")):
        rels = read[name.replace("charts/", "charts/_rels/") + ".rels"]
        target = next(iter(etree.fromstring(rels))).get("Target").rpartition("/")[2]
        sheet = openpyxl.load_workbook(io.BytesIO(read[f"ppt/embeddings/{target}"]))["Sheet1"]
        for reference in etree.fromstring(read[name]).iter("{*}numRef", "{*}strRef"):
            where = reference.find("{*}f").text.removeprefix("Sheet1!").replace("$", "")
            found = sheet[where]
            cells = [row[0] for row in found] if isinstance(found, tuple) else [found]
            cached = {int(p.get("idx")): p.find("{*}v").text for p in reference.iter("{*}pt")}
            for at, cell in enumerate(cells):
                held = cached.get(at)
                same = str(cell.value) == held if reference.tag.endswith("strRef") else (
                    (held is None and cell.value is None) or float(held) == cell.value)  # fmt: skip
                assert same, (name, where, at)


def test_charts_and_pictures_have_their_words(every):
    described = [one.get("descr") for slide in slides(every) for one in slide.iter(f"{P}cNvPr") if one.get("descr")]
    assert described == [
        *(f"alt of {t}" for t in ("Bars", "Columns", "Lines", "Points", "Drawing")), "By fit", "A drawing of Nora, 42",
    ]  # fmt: skip


def test_readings_stand_under_the_charts_and_notes_with_the_first_slide(every):
    assert "reading of Bars" in paragraphs(slides(every)[3])
    read = parts(every)
    notes = sorted(name for name in read if name.startswith("ppt/notesSlides/notesSlide"))
    told = [texts(read[name], "t") for name in notes]
    assert [" ".join(one) for one in told] == ["Say: this is it. Ask: who is it?", "Speak of Ana."]


def test_tables_are_native(every):
    table = slides(every)[8].find(f".//{A}tbl")
    cells = [["".join(paragraphs(cell)) for cell in row.iter(f"{A}tc")] for row in table.iter(f"{A}tr")]
    assert cells == [
        [column.label for column in CLIENTS.columns],
        ["Ana Ruiz", "62", "€13,800", "62.5%", "3 January 2020", "2.5"],
        ["Bo Kim", "", "−€1,200", "0.0%", "", ""],
    ]
    assert table.find(f"{A}tblPr").get("firstRow") == "1"
    assert sum(int(column.get("w")) for column in table.iter(f"{A}gridCol")) == pytest.approx(852 * 12700, abs=20)


def test_long_tables_are_cut_short_and_say_so():
    rows = tuple((f"client {at}", at) for at in range(2000))
    data = write_pptx(document(Section("s", "All", blocks=(Table((Column("Name"), Column("n", "number")), rows),))))
    made = slides(data)[1:]
    assert len(made) <= 4
    assert title_of(made[0]) == f"All (1 of {len(made)})"
    shown = [text for slide in made for text in paragraphs(slide) if text.startswith("client ")]
    assert shown == [f"client {at}" for at in range(36)]
    assert "and 1,964 more rows; they are all in the spreadsheet" in paragraphs(made[-1])
    assert all(slide.find(f".//{A}tr") is not None for slide in made)


def test_one_row_and_one_column_too_many_are_told_as_one():
    columns = (Column("Name"), *(Column(f"n{at}", "number") for at in range(8)))
    rows = tuple((f"client {at}", *range(8)) for at in range(37))
    made = slides(write_pptx(document(Section("s", "All", blocks=(Table(columns, rows),)))))
    told = "and one more row; it is in the spreadsheet; one further column is in the spreadsheet"
    assert told in paragraphs(made[-1])


def boxes(slide):
    """(right, bottom) of all that has a place of its own on the slide."""
    for one in slide.iter(f"{A}xfrm", f"{P}xfrm"):
        off, ext = one.find(f"{A}off"), one.find(f"{A}ext")
        yield int(off.get("x")) + int(ext.get("cx")), int(off.get("y")) + int(ext.get("cy"))


def test_long_texts_go_on_on_further_slides_and_nothing_is_lost():
    words = [f"word{at}" for at in range(3000)]
    data = write_pptx(document(Section("s", "Notes", blocks=(Text(" ".join(words)), Points(("last",))))))
    made = slides(data)[1:]
    assert len(made) > 3
    told = " ".join(text for slide in made for text in paragraphs(slide)).split()
    assert [word for word in told if word.startswith("word")] == words
    assert "last" in told
    for slide in made:
        body = [t for t in paragraphs(slide) if t.startswith("word")]
        assert sum(len(text) for text in body) < 3400  # about what 16 points set on a slide
        assert all(right <= WIDE and bottom <= HIGH for right, bottom in boxes(slide))


def test_a_title_too_long_for_its_place_is_whole_in_the_notes():
    title = "A very long finding " * 40
    data = write_pptx(document(Section("s", title, blocks=(Text("x"),))))
    assert title_of(slides(data)[1]).endswith("…")
    notes = next(content for name, content in parts(data).items() if name.startswith("ppt/notesSlides/notesSlide"))
    assert title.strip() in texts(notes, "t")


def test_hostile_texts_are_texts_and_no_formula_is_in_a_chart():
    data = write_pptx(EVERYWHERE)
    assert leads_outside(data) == []
    made = slides(data)
    titles = Counter(title_of(slide) for slide in made)
    for text in (" ".join(plain(text).split()) for text in HOSTILE if len(text) < 300):
        assert titles[text] >= 3, text  # its second section, two figures; the rest may be parted
    assert sum(count for title, count in titles.items() if title.startswith("LLL") and title.endswith("…")) >= 3
    names = [row[0] for sheet in workbooks(data) for row in sheet if row[0] not in (None, "other", 2)]
    assert len(names) == len(HOSTILE)
    assert '=HYPERLINK("https://bad.example","x")' in names
    for name, content in parts(data).items():
        if name.endswith(".xlsx"):
            assert leads_outside(content) == []
            assert b"<f>" not in parts(content)["xl/worksheets/sheet1.xml"]
    for slide in made:
        assert not list(slide.iter(f"{A}hlinkClick"))
        assert all(right <= WIDE + 1 and bottom <= HIGH + 1 for right, bottom in boxes(slide))


def test_shapes_of_a_slide_have_numbers_of_their_own(every):
    for slide in slides(every):
        ids = [one.get("id") for one in slide.iter(f"{P}cNvPr")]
        assert len(set(ids)) == len(ids)


def test_it_is_the_same_bytes_every_time_and_leads_nowhere(every):
    assert every == write_pptx(EVERY)
    assert leads_outside(every) == []
    told = {etree.QName(one).localname: one.text for one in etree.fromstring(parts(every)["docProps/core.xml"])}
    assert (told["title"], told["creator"], told["created"]) == ("Who comes near", "Studio Nörd", f"{DAY}T00:00:00Z")
    assert len([name for name in parts(every) if name.startswith("ppt/slideLayouts/slideLayout")]) == 3


def test_charts_without_numbers_are_their_drawing():
    nothing = Chart("bar", (), ())
    unknown = Chart("column", ("a",), (Series("s", (None,)),))
    data = write_pptx(document(Section("s", "H", blocks=(figure(nothing, "one"), figure(unknown, "two")))))
    assert workbooks(data) == []
    assert [title_of(slide) for slide in slides(data)] == ["Who comes near", "one", "two"]
    assert all(slide.find(f".//{P}pic") is not None for slide in slides(data)[1:])


def test_languages_and_directions_are_said():
    data = write_pptx(document(Section("s", "שרה כהן", blocks=(Text("Sara"),)), language="de"))
    slide = slides(data)[1]
    assert {run.get("lang") for run in slide.iter(f"{A}rPr")} == {"de-DE"}
    turned = [p.find(f"{A}pPr") is not None and p.find(f"{A}pPr").get("rtl") == "1" for p in slide.iter(f"{A}p")
              if "".join(t.text or "" for t in p.iter(f"{A}t")) in ("שרה כהן", "Sara")]  # fmt: skip
    assert turned == [True, False]


def test_many_credit_lines_stay_on_the_last_slide():
    data = write_pptx(document(Section("s", "H"), credit=tuple(f"line {at}" for at in range(12))))
    told = paragraphs(slides(data)[-1])
    assert told[1:] == [" · ".join(f"line {at}" for at in range(12))]


def test_many_categories_draw_without_words_on_every_bar():
    chart = Chart("bar", tuple(f"c{at}" for at in range(200)), (Series("s", tuple(map(float, range(200)))),))
    data = write_pptx(document(Section("s", "H", blocks=(figure(chart),))))
    assert len(workbooks(data)[0]) == 201
    drawn = next(content for name, content in parts(data).items() if name.startswith("ppt/charts/chart"))
    assert b'showVal val="1"' not in drawn


def test_few_words_about_a_picture_stand_on_its_slide_and_many_have_their_own():
    table = Table((Column("Name"),), (("Ana",),))
    few = document(Section("s", "H", "Lead.", (table, Text("After.", quiet=True), figure(BAR, "F"), Text("Under."))))
    made = slides(write_pptx(few))[1:]
    assert [title_of(slide) for slide in made] == ["H", "F"]
    assert [paragraphs(slide)[1] for slide in made] == ["Lead.", "reading of F"]
    assert "After." in paragraphs(made[0])
    assert "Under." in paragraphs(made[1])
    many = document(Section("s", "H", "Lead.", (table, Text("After. " * 80), figure(BAR, "F"))))
    made = slides(write_pptx(many))[1:]
    assert [title_of(slide) for slide in made] == ["H", "H", "F"]


def test_feelings_have_their_own_colours_in_any_order():
    chart = Chart("column", ("a",), tuple(Series(name, (1,)) for name in ("not said", "heart sinks", "fine", "glad")))
    data = write_pptx(document(Section("s", "H", blocks=(figure(chart),))))
    drawn = next(etree.fromstring(c) for name, c in parts(data).items() if name.startswith("ppt/charts/chart"))
    colours = [ser.find("{*}spPr/{*}solidFill/{*}srgbClr").get("val") for ser in drawn.iter("{*}ser")]
    assert colours == ["8A8478", "9C3D24", "6F7671", "AE7C0E"]  # unknown, clay, grey, gold


def test_steps_across_a_scatter_are_named_once_and_in_no_legend():
    steps = ("office", "home", "free time")
    told = (Series("glad", (1.0, 2.0), (0, 2)), Series("fine", (3.0,), (2,)))
    data = write_pptx(document(Section("s", "H", blocks=(figure(Chart("scatter", steps, told)),))))
    drawn = next(etree.fromstring(c) for name, c in parts(data).items() if name.startswith("ppt/charts/chart"))
    labels = ["".join(t.text for t in one.iter(f"{A}t")) for one in drawn.iter("{*}dLbl")]
    assert labels == list(steps)
    assert drawn.find(".//{*}legendEntry/{*}idx").get("val") == "2"
    assert workbooks(data)[0] == [
        (None, "glad", None), (0, 1, "office"), (2, 2, "free time"), (None, None, None),
        (None, "fine", None), (2, 3, "free time"), (None, None, None),
        (None, "Steps", None), (0, 0, "office"), (1, 0, "home"), (2, 0, "free time"),
    ]  # fmt: skip


def test_the_samples_debrief_holds_its_figures_numbers_and_its_notes():
    told = build_debrief(sample_workbook(), DAY)
    data = write_pptx(told)
    charts = [block.chart for section in told.sections for block in section.blocks if isinstance(block, Figure)]
    kept = workbooks(data)
    assert len(kept) == len([chart for chart in charts if chart]) > 4
    for chart, sheet in zip([chart for chart in charts if chart], kept, strict=True):
        if chart.kind != "scatter":
            numbers = zip(*(series.values for series in chart.series), strict=True)
            for row, told_row in zip(sheet[1:], numbers, strict=True):
                assert row[1:] == pytest.approx(told_row, rel=1e-14)  # a file keeps sixteen digits
            assert sheet[0][1:] == tuple(series.name for series in chart.series)
            continue
        points = [(x, y) for series in chart.series for x, y in zip(series.across, series.values, strict=True)]
        assert [row[:2] for row in sheet if row[0] is not None][: len(points)] == points
    notes = [c for name, c in parts(data).items() if name.startswith("ppt/notesSlides/notesSlide")]
    assert len(notes) == len([section for section in told.sections if section.notes]) > 4
    assert leads_outside(data) == []


def test_an_empty_section_is_no_slide():
    assert len(slides(write_pptx(document(Section("s", ""), Section("t", "Only a heading"))))) == 2


def test_words_about_a_drawing_stand_under_no_chart_and_those_of_the_chart_under_no_drawing():
    both = Figure("T", DRAWING, "a", "Gold disc: glad.", BAR, "Each bar is an income.")
    figures = (both, replace(both, chart=None), replace(both, chart_reading=None))
    told = [paragraphs(slide) for slide in slides(write_pptx(document(Section("a", "T", blocks=figures))))[1:]]
    assert ["Each bar is an income." in texts for texts in told] == [True, False, False]
    assert ["Gold disc: glad." in texts for texts in told] == [False, True, True]


def test_parts_of_a_whole_lie_behind_one_another():
    shares = Chart("bar", ("People",), (Series("glad", (0.25,)), Series("fine", (0.75,))), unit="percent", stacked=True)
    read = parts(write_pptx(document(Section("a", "T", blocks=(figure(shares),)))))
    chart = etree.fromstring(next(read[name] for name in read if name.startswith("ppt/charts/chart")))
    c = f"{{{etree.QName(chart).namespace}}}"
    assert chart.find(f".//{c}grouping").get("val") == "stacked"
    assert chart.find(f".//{c}overlap").get("val") == "100"
    assert chart.find(f".//{c}valAx//{c}max").get("val") == "1.0"


def test_the_longest_series_of_a_scatter_stands_first_in_the_file_and_is_shown_in_its_order():
    """LibreOffice draws nothing of a series before a longer one."""
    points = Chart("scatter", ("a", "b"), (Series("short", (5,), (1,)), Series("long", (1, 2, 3), (0, 1, 1))))
    read = parts(write_pptx(document(Section("a", "T", blocks=(figure(points),)))))
    chart = etree.fromstring(next(read[name] for name in read if name.startswith("ppt/charts/chart")))
    c = f"{{{etree.QName(chart).namespace}}}"
    lines = list(chart.iter(f"{c}ser"))
    counts = [int(line.find(f"{c}xVal//{c}ptCount").get("val")) for line in lines]
    assert counts == sorted(counts, reverse=True) == [3, 2, 1]  # the steps' names are two
    order = {line.find(f"{c}tx//{c}v").text: line.find(f"{c}order").get("val") for line in lines}
    assert (order["short"], order["long"]) == ("0", "1")
