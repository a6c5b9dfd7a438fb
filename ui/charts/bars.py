"""Bars: four states that add to 100 %, a rate against its thresholds, a tiny trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui import formats
from ui.charts.chart import Chart
from ui.charts.svg import el, join, picture, share
from ui.components import Cell, Column, Row, Table, plain_table

StateTone = Literal["ok", "not", "blank", "miss"]
HATCHED = frozenset({"blank", "miss"})
BAR_HEIGHT = 24
KEY_SIZE = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One state of a population: its word, how many, and how it is drawn."""

    label: str
    count: int
    tone: StateTone
    href: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rate at which payment changes, in per cent."""

    at_percent: Decimal
    label: str


def _fill(tone: StateTone, **place: str | int) -> SafeString:
    """Draw a filled area, hatched when the state stands for a missing reading."""
    area = el("rect", class_=f"b-{tone}", **place)
    return join([area, el("rect", fill="url(#hatch)", **place)]) if tone in HATCHED else area


def state_key(tone: StateTone) -> SafeString:
    """Draw the key of a state, for a legend."""
    return el(
        "svg",
        _fill(tone, width=KEY_SIZE, height=KEY_SIZE, rx=2),
        width=KEY_SIZE,
        height=KEY_SIZE,
        aria_hidden="true",
    )


def state_bar(
    *, key: str, title: str, parts: Sequence[Part], height: int = BAR_HEIGHT, legend: bool = True
) -> Chart:
    """Draw states side by side. The shares shown add to 100.0 % (largest remainder)."""
    counts = [part.count for part in parts]
    tenths = formats.tenths_of_percent(counts)
    total = sum(counts)
    shapes: list[SafeString] = []
    before = 0
    for part in parts:
        if part.count == 0:
            continue
        x = before / total
        shapes.append(_fill(part.tone, x=share(x), width=share(part.count / total), height=height))
        if before:
            shapes.append(el("rect", class_="gap", x=share(x), width=2, height=height))
        before += part.count
    if total == 0:
        shapes.append(el("rect", class_="b-bg", width="100%", height=height))
    shares = [formats.percent_of_tenths(part) for part in tenths]
    said = [
        _("%(label)s %(count)s (%(share)s)")
        % {"label": part.label, "count": f"{part.count:,}", "share": percent}
        for part, percent in zip(parts, shares, strict=True)
    ]
    rows = [
        Row([Cell(part.label, href=part.href), Cell(f"{part.count:,}"), Cell(percent)])
        for part, percent in zip(parts, shares, strict=True)
    ]
    columns = [Column(_("State")), Column.number(_("Residents")), Column.number(_("Share"))]
    return Chart(
        key=key,
        title=title,
        finding="; ".join(said) if total else _("Nobody to count yet."),
        svg=picture(*shapes, key=key, title=title, finding="; ".join(said), height=height),
        table=Table(title, columns, rows),
        legend=_state_legend(parts, shares) if legend else SafeString(""),
    )


def _state_legend(parts: Sequence[Part], shares: Sequence[str]) -> SafeString:
    """List the states with key, count and share; the list doubles as the way to the names."""
    items = []
    for part, percent in zip(parts, shares, strict=True):
        word = el("a", part.label, href=part.href) if part.href else el("span", part.label)
        items.append(
            el("li", state_key(part.tone), word, el("b", f"{part.count:,}"), el("span", percent))
        )
    return el("ul", *items, class_="states")


def interval(
    *,
    key: str,
    title: str,
    numerator: int,
    denominator: int,
    low_percent: Decimal,
    high_percent: Decimal,
    thresholds: Sequence[Threshold],
    previous: tuple[str, Decimal] | None = None,
    from_percent: int = 0,
    until_percent: int = 100,
) -> Chart:
    """Draw a rate with its interval against the thresholds of the scheme, in per cent.

    ``from_percent`` and ``until_percent`` are the ends of the axis; the finding says the numbers.
    """
    now = Decimal(numerator * 100) / Decimal(denominator)
    shown = formats.rate(numerator, denominator) or ""

    def place(percent: Decimal) -> float:
        inside = min(max(percent, Decimal(from_percent)), Decimal(until_percent))
        return float((inside - from_percent) / (until_percent - from_percent))

    shapes = [el("line", class_="ax", x1="0", x2="100%", y1=36, y2=36)]
    for threshold in thresholds:
        x = share(place(threshold.at_percent))
        shapes.append(el("line", class_="tick", x1=x, x2=x, y1=22, y2=48))
        shapes.append(
            el("text", f"{threshold.at_percent}{formats.NO_BREAK}%", class_="m ink", x=x, y=62)
        )
        shapes.append(el("text", threshold.label, class_="m", x=x, y=77))
    if previous:
        x = share(place(previous[1]))
        shapes.append(el("circle", class_="p dim", cx=x, cy=36, r=5))
        # Below the axis where no threshold is written, so that it never meets the present rate.
        anchor, y = ("e", 24) if thresholds else ("m", 62)
        shapes.append(el("text", previous[0], class_=anchor, x=x, y=y))
    width = place(high_percent) - place(low_percent)
    shapes.append(
        el(
            "rect",
            class_="span",
            x=share(place(low_percent)),
            width=share(width),
            y=33,
            height=6,
            rx=3,
        )
    )
    shapes.append(el("circle", class_="p", cx=share(place(now)), cy=36, r=7))
    shapes.append(
        el("text", shown, class_=f"strong {_anchor(place(now))}", x=share(place(now)), y=16)
    )
    rows = [
        [_("Now"), f"{numerator:,} / {denominator:,} = {shown}"],
        [_("95 % interval"), f"{low_percent} – {high_percent}{formats.NO_BREAK}%"],
        *[[mark.label, f"{mark.at_percent}{formats.NO_BREAK}%"] for mark in thresholds],
    ]
    if previous:
        rows.append([previous[0], f"{previous[1]}{formats.NO_BREAK}%"])
    finding = "; ".join(f"{name}: {value}" for name, value in rows)
    columns = [Column(_("Mark")), Column.number(_("Value"))]
    return Chart(
        key=key,
        title=title,
        finding=finding,
        svg=picture(*shapes, key=key, title=title, finding=finding, height=84),
        table=plain_table(title, columns, rows),
    )


def _anchor(place: float) -> str:
    """Let a word near an end of the axis run inwards, so that it is never cut off."""
    edge = 0.15
    if place < edge:
        return "s"
    return "e" if place > 1 - edge else "m"


def sparkline(
    values: Sequence[Decimal | int], *, target: Decimal | int | None, met: bool, label: str
) -> SafeString:
    """Draw the last few readings with the target as a dashed line; ``label`` is read out.

    Returns nothing for fewer than two readings: one dot is no trend.
    """
    width, height, margin = 84, 28, 5
    if len(values) < 2:  # noqa: PLR2004 - one dot is no trend
        return SafeString("")
    known = [float(value) for value in (*values, *([] if target is None else [target]))]
    lowest, highest = min(known), max(known)
    span = (highest - lowest) or 1.0

    def y(value: float) -> float:
        return margin + (height - 2 * margin) * (1 - (value - lowest) / span)

    step = (width - 2 * margin) / (len(values) - 1)
    dots = [(margin + step * place, y(float(value))) for place, value in enumerate(values)]
    shapes = []
    if target is not None:
        line = y(float(target))
        shapes.append(el("line", class_="tick", x1=0, x2=width, y1=line, y2=line))
    points = " ".join(f"{across:.1f},{down:.1f}" for across, down in dots)
    shapes.append(el("polyline", class_="ln2", points=points))
    last_x, last_y = dots[-1]
    shapes.append(el("circle", class_="p" if met else "p not", cx=last_x, cy=last_y, r=4))
    return el(
        "svg", *shapes, class_="spark", width=width, height=height, role="img", aria_label=label
    )
