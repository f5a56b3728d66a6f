"""A chart a slide program draws itself and lets people edit: its numbers travel in a workbook inside the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from icp.catalogue import catalogue
from icp.charts.palette import LIGHT, SHAPES
from icp.charts.text import shorten
from icp.export.cells import is_number, number_format, plain
from icp.export.document import Chart, Column, Series
from icp.export.office import SANS, ink

_COLOURS = (LIGHT.green, LIGHT.gold, LIGHT.clay, LIGHT.grey, LIGHT.unknown)
_LONGEST_LABEL = 48
_MOST_LABELS = 24
"""Values said beside their marks; more of them than this would lie on each other."""


def place_chart(slide: Any, chart: Chart, box: tuple[int, int, int, int], *, day: date, currency: str, alt: str) -> Any:
    """Put the chart on a python-pptx slide and return its frame.

    ``box``: left, top, width and height in EMU; ``alt``: what it shows. Labels stand at the marks where they are few
    enough; a legend is there only where there are several series.
    """
    from pptx.enum.chart import XL_CHART_TYPE

    shape = {
        "bar": XL_CHART_TYPE.BAR_STACKED if chart.stacked else XL_CHART_TYPE.BAR_CLUSTERED,
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "line": XL_CHART_TYPE.LINE_MARKERS,
        "scatter": XL_CHART_TYPE.XY_SCATTER,
    }[chart.kind]
    labels = tuple(map(_label, chart.categories))
    series = [_Numbers(one, chart) for one in chart.series]
    stepped = _is_stepped(chart)
    if stepped:
        series.append(_steps(chart, series))
    shown_as = number_format(Column("", chart.unit, _decimals(chart)), currency)
    data = _scatter_data(series, shown_as) if chart.kind == "scatter" else _category_data(labels, series, shown_as)
    frame = slide.shapes.add_chart(shape, *box, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt))
    drawn = frame.chart
    filled = _fill_scatter if chart.kind == "scatter" else _fill_categories
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(labels, series, filled, day))
    _dress(drawn, chart, series, shown_as)
    if stepped:
        _name_steps(drawn, len(series) - 1, labels)
    elif chart.kind == "scatter":
        _name_points(drawn, series, labels)
    if chart.kind == "scatter":
        _lead_with_longest(drawn, series)
    return frame


def _label(text: str) -> str:
    """A name as a chart shows it: on one line, and not so long that nothing is left to draw in."""
    return shorten(" ".join(plain(text).split()), _LONGEST_LABEL)


class _Numbers:
    """A series as a file holds it: no number but real ones."""

    def __init__(self, series: Series, chart: Chart) -> None:
        self.name = _label(series.name)
        self.values = tuple(value if is_number(value) else None for value in series.values)
        across = series.across if chart.kind == "scatter" else ()
        self.points = [
            (at, x, y)
            for at, (x, y) in enumerate(zip(across, self.values, strict=False))
            if y is not None and is_number(x)
        ]


def _is_stepped(chart: Chart) -> bool:
    """Whether a scatter's names are those of steps across (0, 1, 2 …) instead of its points'."""
    across = [x for series in chart.series for x in series.across]
    return (
        chart.kind == "scatter"
        and len(chart.categories) > 0
        and all(is_number(x) and float(x).is_integer() and 0 <= x < len(chart.categories) for x in across)
    )


def _steps(chart: Chart, series: Sequence[_Numbers]) -> _Numbers:
    """A point at the foot of every step, to carry its name: an axis of numbers has no words."""
    floor = min([0.0, *(y for one in series for _, _, y in one.points)])
    steps = range(len(chart.categories))
    named = Series(catalogue().say("office.steps"), tuple(floor for _ in steps), tuple(map(float, steps)))
    return _Numbers(named, chart)


def _decimals(chart: Chart) -> int:
    """One decimal where small numbers are not whole; none otherwise, nor for amounts, shares and fits."""
    if chart.unit in ("percent", "fit", "money"):
        return 0
    numbers = [value for series in chart.series for value in series.values if is_number(value)]
    return 0 if all(float(value).is_integer() or abs(value) >= 100 for value in numbers) else 1


def _category_data(labels: Sequence[str], series: Sequence[_Numbers], shown_as: str) -> Any:
    from pptx.chart import data as chart_data

    made: Any = chart_data.CategoryChartData
    data = made(number_format=shown_as)
    data.categories = labels
    for one in series:
        data.add_series(one.name, one.values)
    return data


def _scatter_data(series: Sequence[_Numbers], shown_as: str) -> Any:
    from pptx.chart import data as chart_data

    made: Any = chart_data.XyChartData
    data = made(number_format=shown_as)
    for one in series:
        drawn = data.add_series(one.name)
        for _, x, y in one.points:
            drawn.add_data_point(x, y)
    return data


# ── the workbook inside: python-pptx's own would take a name like "=1+1" for a formula ────────────────────────────

_Filling = Callable[[Any, Sequence[str], Sequence[_Numbers]], None]


def _workbook(labels: Sequence[str], series: Sequence[_Numbers], fill: _Filling, day: date) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        fill(book.add_worksheet("Sheet1"), labels, series)  # the chart's references name that sheet
    return buffer.getvalue()


def _fill_categories(sheet: Any, labels: Sequence[str], series: Sequence[_Numbers]) -> None:
    """A column of labels, then a column a series, under its name."""
    for line, label in enumerate(labels, 1):
        sheet.write_string(line, 0, label)
    for at, one in enumerate(series, 1):
        sheet.write_string(0, at, one.name)
        for line, value in enumerate(one.values, 1):
            if value is not None:
                sheet.write_number(line, at, value)


def _fill_scatter(sheet: Any, labels: Sequence[str], series: Sequence[_Numbers]) -> None:
    """A block a series, one under the other: across, up, and in a third column whose point it is."""
    line = 0
    for one in series:
        sheet.write_string(line, 1, one.name)
        for at, x, y in one.points:
            line += 1
            sheet.write_number(line, 0, x)
            sheet.write_number(line, 1, y)
            of = int(x) if at >= len(labels) or x in range(len(labels)) else at
            if of < len(labels):
                sheet.write_string(line, 2, labels[of])
        line += 2


# ── the look ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _dress(drawn: Any, chart: Chart, series: Sequence[_Numbers], shown_as: str) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
    from pptx.util import Pt

    count = max((len(one.values) for one in series), default=0)
    drawn.has_title = False
    crowded = count if chart.kind != "scatter" else 0  # a scatter has no name at every point
    drawn.font.size, drawn.font.name = Pt(14 if crowded <= 10 else 12 if crowded <= 18 else 9), SANS
    drawn.font.color.rgb = ink(LIGHT.ink)
    drawn.has_legend = len(series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = drawn.plots[0]
    marks = {
        "circle": XL_MARKER_STYLE.CIRCLE,
        "square": XL_MARKER_STYLE.SQUARE,
        "diamond": XL_MARKER_STYLE.DIAMOND,
        "circle-open": XL_MARKER_STYLE.TRIANGLE,
    }
    looks = _looks([one.name for one in series])
    for one, (shade, shape) in zip(plot.series, looks, strict=True):
        colour = ink(shade)
        if chart.kind in ("bar", "column"):
            one.invert_if_negative = False
            one.format.fill.solid()
            one.format.fill.fore_color.rgb = colour
            continue
        if chart.kind == "line":
            one.smooth = False
            one.format.line.color.rgb, one.format.line.width = colour, Pt(2.5)
        else:
            one.format.line.fill.background()
        one.marker.style, one.marker.size = marks[shape], 10 if chart.kind == "scatter" else 6
        one.marker.format.fill.solid()
        one.marker.format.fill.fore_color.rgb = colour
        one.marker.format.line.color.rgb = colour
    bars = chart.kind in ("bar", "column")
    told = sum(bool(value) for one in series for value in one.values) if chart.stacked else count * len(series)
    said = bars and told <= _MOST_LABELS
    if bars:
        plot.gap_width, plot.overlap = 45 if count > 2 else 150, 100 if chart.stacked else -5
    if said:
        plot.has_data_labels = True
        # of parts of a whole, those that are nothing say nothing
        shown = f"{shown_as};{shown_as};" if chart.stacked and ";" not in shown_as else shown_as
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = shown, False
        plot.data_labels.show_value = True
        if chart.stacked:
            plot.data_labels.font.size, plot.data_labels.font.bold = drawn.font.size, True
            plot.data_labels.font.color.rgb = ink(LIGHT.paper)
    _dress_axes(drawn, chart, said, shown_as)


def _looks(names: Sequence[str]) -> list[tuple[str, str]]:
    """Colour and shape of each series: those of the feeling where series are feelings, else one after the other."""
    feelings = {option.label.casefold(): int(option.value) for option in catalogue().question("tier").options}
    tiers = [feelings.get(name.casefold()) for name in names]
    if any(tiers):
        return [(LIGHT.of_tier(tier), SHAPES[tier]) for tier in tiers]
    shapes = list(SHAPES.values())
    return [(_COLOURS[at % len(_COLOURS)], shapes[at % len(shapes)]) for at in range(len(names))]


def _dress_axes(drawn: Any, chart: Chart, said: bool, shown_as: str) -> None:
    """``said``: the values stand at the marks, so the axis needs no numbers."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    across, up = drawn.category_axis, drawn.value_axis
    across.format.line.color.rgb = ink(LIGHT.line)
    across.has_major_gridlines = False
    up.has_major_gridlines = not said
    up.format.line.fill.background()
    if up.has_major_gridlines:
        up.major_gridlines.format.line.color.rgb = ink(LIGHT.line)
        up.major_gridlines.format.line.width = Pt(0.75)
    for axis, words in ((across, chart.across), (up, chart.up)):
        axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
        axis.has_title = bool(words)
        if words:
            axis.axis_title.text_frame.text = _label(words)
            run = axis.axis_title.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold, run.font.color.rgb = Pt(11), False, ink(LIGHT.quiet)
    up.tick_labels.number_format, up.tick_labels.number_format_is_linked = shown_as, False
    if said:
        up.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "bar":
        across.reverse_order = True  # the first one on top,
        up._element.find("{*}crosses").set("val", "max")  # and the numbers at the foot all the same
    if chart.kind == "scatter":
        across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "#,##0", False
    if chart.kind != "scatter" and chart.unit in ("fit", "percent"):
        up.minimum_scale = 0
    if chart.stacked and chart.unit == "percent":
        up.maximum_scale = 1


def _name_points(drawn: Any, series: Sequence[_Numbers], labels: Sequence[str]) -> None:
    """Write beside each point of a scatter whose it is, where there are few enough to read."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    named = [(at, point, labels[of]) for at, one in enumerate(series) for point, (of, _, _) in enumerate(one.points)
             if of < len(labels) and labels[of]]  # fmt: skip
    if len(named) > _MOST_LABELS:
        return
    for at, point, label in named:
        shown = drawn.plots[0].series[at].points[point].data_label
        shown.text_frame.text = label
        shown.text_frame.paragraphs[0].runs[0].font.size = Pt(11)
        shown.position = XL_LABEL_POSITION.RIGHT


def _lead_with_longest(drawn: Any, series: Sequence[_Numbers]) -> None:
    """Let the longest series stand first in the file; numbered, and so shown, in the order they had.

    LibreOffice (24.8 seen) draws no point of a scatter's series that stands before a longer one.
    """
    lines = [one._element for one in drawn.plots[0].series]
    first = lines[0].getparent().index(lines[0])
    for at in sorted(range(len(lines)), key=lambda at: len(series[at].points)):  # each goes before those so far
        lines[at].getparent().insert(first, lines[at])


def _name_steps(drawn: Any, at: int, labels: Sequence[str]) -> None:
    """Write the steps' names under the drawing, by the series ``at`` that stands at its foot and is not seen itself."""
    from lxml import etree
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    foot = drawn.plots[0].series[at]
    foot.marker.style = XL_MARKER_STYLE.NONE
    for step, label in enumerate(labels):
        shown = foot.points[step].data_label
        shown.text_frame.text = label
        shown.text_frame.paragraphs[0].runs[0].font.size = Pt(14)
        shown.position = XL_LABEL_POSITION.BELOW
    drawn.category_axis.minimum_scale, drawn.category_axis.maximum_scale = -0.5, len(labels) - 0.5
    drawn.category_axis.major_unit = 1
    drawn.category_axis.crosses = XL_AXIS_CROSSES.MINIMUM  # the amounts stand at the edge, not at the first step
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    drawn.value_axis.minimum_scale = min(0.0, *foot.values)
    drawn.has_legend = at > 1
    if drawn.has_legend:
        legend = drawn.legend._element
        c = etree.QName(legend).namespace
        entry = etree.Element(f"{{{c}}}legendEntry")
        etree.SubElement(entry, f"{{{c}}}idx").set("val", str(at))
        etree.SubElement(entry, f"{{{c}}}delete").set("val", "1")
        legend.find(f"{{{c}}}legendPos").addnext(entry)
