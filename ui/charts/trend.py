"""Readings over time: panels on one time axis, the target as a band, missing as a gap in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ui import formats
from ui.charts.chart import Chart
from ui.charts.svg import el, join, picture, share
from ui.components import Column, Table, plain_table

TICKS = (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(5), Decimal(10), Decimal(20), Decimal(50))
MOST_TICKS = 6
JANUARY = 1
AXIS_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Point:
    """One reading. ``met`` says whether it is at target; None where no target applies."""

    on: date
    value: Decimal
    met: bool | None = None
    home: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Readings of one quantity with the target they are judged by (below ``target_below``)."""

    name: str
    points: Sequence[Point]
    target_below: Decimal | None = None
    target_from: Decimal | None = None
    target_words: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Series that share a unit and a scale."""

    title: str
    unit: str
    series: Sequence[Series]
    height: int = 132


@dataclass(frozen=True, slots=True)
class Stay:
    """A hospital stay, half-open, shown behind the readings."""

    starts_on: date
    ends_on: date
    label: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Turns days into shares of the width and values into pixels."""

    start_on: date
    end_on: date
    low: Decimal
    high: Decimal
    height: int

    def x(self, day: date) -> float:
        """Return where a day lies, 0 to 1; days outside lie on the edge."""
        days = (self.end_on - self.start_on).days
        return min(max((day - self.start_on).days / days, 0.0), 1.0)

    def y(self, value: Decimal) -> float:
        """Return how far below the top a value lies, in pixels."""
        inside = min(max(value, self.low), self.high)
        return float((self.high - inside) / (self.high - self.low)) * self.height


def _ticks(panel: Panel) -> list[Decimal]:
    """Choose round values that hold every reading and target, at most ``MOST_TICKS`` steps."""
    known = [point.value for series in panel.series for point in series.points]
    for series in panel.series:
        known += [at for at in (series.target_below, series.target_from) if at is not None]
    lowest, highest = min(known), max(known)
    step = next((size for size in TICKS if (highest - lowest) / size <= MOST_TICKS - 1), TICKS[-1])
    first = (lowest / step).to_integral_value(ROUND_FLOOR)
    last = (highest / step).to_integral_value(ROUND_CEILING)
    if first == last:
        last += 1
    return [step * place for place in range(int(first), int(last) + 1)]


def _quarters(start_on: date, end_on: date) -> list[date]:
    """Return the first days of the quarters inside the span."""
    days = [
        date(year, month, 1)
        for year in range(start_on.year, end_on.year + 1)
        for month in (1, 4, 7, 10)
    ]
    return [day for day in days if start_on <= day <= end_on]


def _band(series: Series, scale: _Scale) -> list[SafeString]:
    """Draw the target of a series as an area, with its words inside."""
    if series.target_below is None:
        return []
    top = scale.y(series.target_below)
    bottom = scale.y(series.target_from if series.target_from is not None else scale.low)
    shapes = [el("rect", class_="band", x="0", width="100%", y=top, height=bottom - top)]
    if series.target_words:
        shapes.append(el("text", series.target_words, x=6, y=bottom - 6))
    return shapes


def _line(series: Series, scale: _Scale) -> SafeString:
    """Draw the curve through the readings taken in care; home readings stay off it."""
    points = " ".join(
        f"{scale.x(point.on) * 1000:.1f},{scale.y(point.value):.1f}"
        for point in series.points
        if not point.home
    )
    line = el("polyline", class_="ln2" if series.quiet else "ln", points=points)
    return el(
        "svg",
        line,
        width="100%",
        height=scale.height,
        viewBox=f"0 0 1000 {scale.height}",
        preserveAspectRatio="none",
    )


def _dots(series: Series, scale: _Scale) -> list[SafeString]:
    """Draw the readings: above target other colour and a ring, home readings hollow."""
    shapes = []
    for point in series.points:
        place: dict[str, str | float] = {
            "cx": share(scale.x(point.on)),
            "cy": scale.y(point.value),
        }
        if point.home:
            shapes.append(el("circle", class_="p home", r=4, **place))
        elif point.met is False:
            shapes.append(el("circle", class_="p not", r=5, **place))
            shapes.append(el("circle", class_="ring", r=7.5, **place))
        else:
            shapes.append(el("circle", class_="p2" if series.quiet else "p", r=4, **place))
    return shapes


def _last_label(series: Series, scale: _Scale) -> list[SafeString]:
    """Name the curve at its end, with its last reading in care."""
    in_care = [point for point in series.points if not point.home]
    if not in_care:
        return []
    y = scale.y(in_care[-1].value)
    name = el("text", series.name, x="100%", dx=12, y=y + 16)
    return [el("text", str(in_care[-1].value), class_="strong", x="100%", dx=12, y=y + 2), name]


def _months(scale: _Scale, *, labelled: bool) -> list[SafeString]:
    """Draw the quarters as hairlines, with words under the last panel."""
    language = get_language() or "en"
    shapes = []
    for day in _quarters(scale.start_on, scale.end_on):
        x = share(scale.x(day))
        year = day.month == JANUARY
        if year:
            shapes.append(el("line", class_="g", x1=x, x2=x, y1=0, y2=scale.height))
        if labelled:
            words = str(day.year) if year else formats.month(day, language)
            if not year:
                words = words.replace(f"{day.year}年", "").replace(f" {day.year}", "")
            kind = "m strong" if year else "m minor"
            shapes.append(el("text", words, class_=kind, x=x, y=scale.height + 18))
    return shapes


def _panel(
    panel: Panel, span: tuple[date, date], stays: Sequence[Stay], *, key: str, last: bool
) -> SafeString:
    """Draw one panel with its heading."""
    ticks = _ticks(panel)
    scale = _Scale(*span, low=ticks[0], high=ticks[-1], height=panel.height)
    shapes = [shape for series in panel.series for shape in _band(series, scale)]
    for stay in stays:
        start, end = scale.x(stay.starts_on), scale.x(stay.ends_on)
        wide = share(max(end - start, 0.006))
        shapes.append(
            el("rect", class_="stay", x=share(start), width=wide, y=0, height=panel.height)
        )
    for tick in ticks:
        y = round(scale.y(tick)) + 0.5
        shapes.append(el("line", class_="g", x1="0", x2="100%", y1=y, y2=y))
        shapes.append(el("text", f"{tick:f}", class_="e", x=-8, y=y + 4))
    shapes += _months(scale, labelled=last)
    for series in panel.series:
        shapes.append(_line(series, scale))
        shapes += _dots(series, scale)
        shapes += _last_label(series, scale)
    svg = picture(
        *shapes,
        key=key,
        title=f"{panel.title}, {panel.unit}",
        finding=_finding(panel),
        height=panel.height + (AXIS_HEIGHT if last else 0),
    )
    heading = el("p", el("b", panel.title), " ", el("span", panel.unit), class_="panel-h")
    return el("div", heading, svg, class_="panel")


def _finding(panel: Panel) -> str:
    """Say what the panel shows: per series the last reading and how many were above target."""
    sentences = []
    for series in panel.series:
        judged = [point for point in series.points if point.met is not None]
        above = sum(1 for point in judged if not point.met)
        if series.points:
            sentences.append(
                _("%(name)s: last %(value)s; %(above)s of %(judged)s readings not at target.")
                % {
                    "name": series.name,
                    "value": series.points[-1].value,
                    "above": above,
                    "judged": len(judged),
                }
            )
    return " ".join(sentences)


def _numbers(title: str, panels: Sequence[Panel]) -> Table:
    """List every reading drawn, newest first."""
    language = get_language() or "en"
    rows = [
        (point.on, f"{panel.title} · {series.name}", point, panel.unit)
        for panel in panels
        for series in panel.series
        for point in series.points
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    words = {True: _("at target"), False: _("not at target"), None: "–"}
    columns = [
        Column(_("Day")),
        Column(_("Reading")),
        Column.number(_("Value")),
        Column(_("Result")),
    ]
    return plain_table(
        title,
        columns,
        [
            [
                formats.day(on, language),
                name,
                f"{point.value} {unit}",
                _("home reading") if point.home else words[point.met],
            ]
            for on, name, point, unit in rows
        ],
    )


def _legend(panels: Sequence[Panel], stays: Sequence[Stay]) -> SafeString:
    """Explain only the marks that occur."""
    points = [point for panel in panels for series in panel.series for point in series.points]
    kinds = [(_("at target"), join([el("circle", class_="p", cx=9, cy=9, r=4)]))]
    if any(point.met is False for point in points):
        ring = el("circle", class_="ring", cx=9, cy=9, r=7.5)
        kinds.append(
            (_("not at target"), join([el("circle", class_="p not", cx=9, cy=9, r=5), ring]))
        )
    if any(point.home for point in points):
        kinds.append((_("home reading"), el("circle", class_="p home", cx=9, cy=9, r=4)))
    kinds.append((_("target"), el("rect", class_="band", width=18, height=18, rx=2)))
    if stays:
        kinds.append((_("in hospital"), el("rect", class_="stay", width=18, height=18, rx=2)))
    return el(
        "ul",
        *[
            el("li", el("svg", mark, width=18, height=18, aria_hidden="true"), words)
            for words, mark in kinds
        ],
        class_="key",
    )


def trend(
    *,
    key: str,
    title: str,
    panels: Sequence[Panel],
    start_on: date,
    end_on: date,
    stays: Sequence[Stay] = (),
) -> Chart:
    """Draw panels of readings on one time axis from ``start_on`` to before ``end_on``.

    A panel without any reading is left out of the picture; with none at all the finding says so.
    """
    drawn = [panel for panel in panels if any(series.points for series in panel.series)]
    pictures = [
        _panel(
            panel,
            (start_on, end_on),
            stays,
            key=f"{key}-{place}",
            last=place == len(drawn) - 1,
        )
        for place, panel in enumerate(drawn)
    ]
    return Chart(
        key=key,
        title=title,
        finding=" ".join(_finding(panel) for panel in drawn) or _("No readings yet."),
        svg=el("div", *pictures, class_="trend") if drawn else SafeString(""),
        table=_numbers(title, drawn),
        legend=_legend(drawn, stays) if drawn else SafeString(""),
    )
