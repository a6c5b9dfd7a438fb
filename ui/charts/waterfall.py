"""The waterfall of a statement: how parts add up to the amount due, on a money axis from zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui import formats
from ui.charts.chart import Chart
from ui.charts.svg import el, join, picture, share
from ui.components import Cell, Column, Row, Table

Kind = Literal["change", "total"]


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """A part (signed, in fen) or a running total; ``before_cap_fen`` draws what a cap took off."""

    label: str
    amount_fen: int
    kind: Kind = "change"
    before_cap_fen: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A step with the running total before and after it, in fen."""

    step: WaterfallStep
    start_fen: int
    end_fen: int

    @property
    def uncapped_fen(self) -> int:
        """Return where the step would have ended without its cap."""
        before_cap = self.step.before_cap_fen
        return self.end_fen if before_cap is None else self.start_fen + before_cap

    @property
    def shape(self) -> str:
        """Return the class of the bar."""
        if self.step.kind == "total" or self.start_fen == 0:
            return "b-ok"
        return "b-down" if self.step.amount_fen < 0 else "b-up"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where label, bar and amount of a row stand; shares of the width, pixels of the height."""

    row_height: int
    bar_top: int
    bar_height: int
    text_y: int
    left: float
    right: float
    has_connectors: bool


WIDE = _Layout(
    row_height=34, bar_top=9, bar_height=16, text_y=22, left=0.32, right=0.8, has_connectors=True
)
NARROW = _Layout(
    row_height=48, bar_top=26, bar_height=12, text_y=19, left=0.0, right=1.0, has_connectors=False
)


def _run(steps: Sequence[WaterfallStep]) -> list[_Bar]:
    """Add up the steps; a total that differs from the sum of its parts is an error."""
    bars = []
    running = 0
    for step in steps:
        if step.kind == "total":
            if step.amount_fen != running:
                message = (
                    f"waterfall: {step.label} is {step.amount_fen} fen, its parts add to {running}"
                )
                raise ValueError(message)
            bars.append(_Bar(step, 0, running))
        else:
            bars.append(_Bar(step, running, running + step.amount_fen))
            running += step.amount_fen
    return bars


def _draw(bars: Sequence[_Bar], layout: _Layout) -> SafeString:
    """Draw all rows in one layout."""
    places = [fen for bar in bars for fen in (bar.start_fen, bar.end_fen, bar.uncapped_fen)]
    lowest = min(0, *places)
    span = max(0, *places) - lowest or 1

    def x(fen: int) -> float:
        return layout.left + (layout.right - layout.left) * (fen - lowest) / span

    shapes = []
    for index, bar in enumerate(bars):
        top = index * layout.row_height
        bar_y = top + layout.bar_top
        total = bar.step.kind == "total"
        if total:
            shapes.append(el("line", class_="ax", x1="0", x2="100%", y1=top + 0.5, y2=top + 0.5))
        if layout.has_connectors and index + 1 < len(bars):
            shapes.append(
                el(
                    "line",
                    class_="run",
                    x1=share(x(bar.end_fen)),
                    x2=share(x(bar.end_fen)),
                    y1=bar_y,
                    y2=bar_y + layout.row_height + layout.bar_height,
                )
            )
        if bar.uncapped_fen != bar.end_fen:
            near, far = sorted((x(bar.end_fen), x(bar.uncapped_fen)))
            shapes.append(
                el(
                    "rect",
                    class_="b-cut",
                    x=share(near),
                    width=share(far - near),
                    y=bar_y + 0.5,
                    height=layout.bar_height - 1,
                )
            )
        near, far = sorted((x(bar.start_fen), x(bar.end_fen)))
        shapes.append(
            el(
                "rect",
                class_=bar.shape,
                x=share(near),
                width=share(max(far - near, 0.003)),
                y=bar_y,
                height=layout.bar_height,
                rx=2,
            )
        )
        weight = "strong" if total else "ink"
        text_y = top + layout.text_y
        amount = formats.yuan(bar.step.amount_fen, signed=bar.start_fen != 0)
        shapes.append(el("text", bar.step.label, class_=f"big {weight}", x="0", y=text_y))
        shapes.append(el("text", amount, class_=f"big e {weight}", x="100%", y=text_y))
    return join(shapes)


def waterfall(*, key: str, title: str, steps: Sequence[WaterfallStep]) -> Chart:
    """Draw the parts of a statement; raises ValueError when they do not add to their total.

    Two drawings of the same numbers: one for a wide place, one that puts the words above the
    bars on a phone; the style sheet shows one of them.
    """
    bars = _run(steps)
    finding = "; ".join(f"{bar.step.label} {formats.yuan(bar.step.amount_fen)}" for bar in bars)
    drawings = [
        picture(
            _draw(bars, layout),
            key=f"{key}-{name}",
            title=title,
            finding=finding,
            height=layout.row_height * len(bars),
            class_=f"plot {name}",
        )
        for name, layout in (("wide", WIDE), ("narrow", NARROW))
    ]
    capped = any(bar.step.before_cap_fen is not None for bar in bars)
    columns = [Column(_("Part")), Column.number(_("Amount, yuan"))]
    if capped:
        columns.append(Column.number(_("Before the cap")))
    return Chart(
        key=key,
        title=title,
        finding=finding,
        svg=join(drawings),
        table=Table(title, columns, [_row(bar, capped=capped) for bar in bars]),
    )


def _row(bar: _Bar, *, capped: bool) -> Row:
    """Write a step as a row of the table behind the picture."""
    cells = [
        Cell(bar.step.label, href=bar.step.href),
        Cell(formats.yuan(bar.step.amount_fen, signed=bar.start_fen != 0)),
    ]
    if capped:
        before = bar.step.before_cap_fen
        cells.append(Cell("" if before is None else formats.yuan(before)))
    return Row(cells, total=bar.step.kind == "total")
