"""A chart says its numbers three times: drawn, in a sentence, and in a table that equals the input."""

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.utils import translation

from ui import charts
from ui.charts.chart import Chart
from ui.charts.svg import el


class Elements(HTMLParser):
    """Collects elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(markup: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the elements of a drawing."""
    parser = Elements()
    parser.feed(markup)
    return parser.found


def table_texts(chart: Chart) -> list[list[str]]:
    """Return the table behind a chart as text."""
    return [[str(cell.text) for cell in row.cells] for row in chart.table.rows]


def statement() -> Chart:
    step = charts.WaterfallStep
    return charts.waterfall(
        key="wf",
        title="Statement",
        steps=[
            step("Upfront", 13_084_672),
            step("Uplift", 527_231, before_cap_fen=1_635_584),
            step("Deduction", -246_912),
            step("Total", 13_364_991, "total"),
        ],
    )


def states() -> Chart:
    part = charts.Part
    return charts.state_bar(
        key="st",
        title="States",
        parts=[
            part("Controlled", 339, "ok"),
            part("Not controlled", 83, "not"),
            part("Not measured", 18, "blank"),
            part("Not seen", 78, "miss"),
        ],
    )


def two_years() -> Chart:
    point = charts.Point
    readings = [
        point(date(2025, 2, 1), Decimal(158), met=False),
        point(date(2025, 8, 1), Decimal(146), met=True),
        point(date(2025, 9, 1), Decimal(143), home=True),
    ]
    return charts.trend(
        key="tr",
        title="Pressure",
        start_on=date(2025, 1, 1),
        end_on=date(2026, 1, 1),
        panels=[
            charts.Panel("Pressure", "mmHg", [charts.Series("Systolic", readings, Decimal(150))]),
            charts.Panel("Glucose", "mmol/L", [charts.Series("Glucose", [])]),
        ],
        stays=[charts.Stay(date(2025, 5, 1), date(2025, 5, 9), "Hospital")],
    )


def rate() -> Chart:
    return charts.interval(
        key="ci",
        title="Control",
        numerator=467,
        denominator=512,
        low_percent=Decimal("88.44"),
        high_percent=Decimal("93.37"),
        thresholds=[charts.Threshold(Decimal(80), "release")],
        previous=("2024", Decimal("86.40")),
    )


@pytest.fixture(autouse=True)
def english() -> object:
    """Read the words in the source language."""
    with translation.override("en"):
        yield


ALL = [statement, states, two_years, rate]


@pytest.mark.parametrize("draw", ALL)
def test_no_drawing_holds_inline_style_or_a_handler(draw: object) -> None:
    chart = draw()  # type: ignore[operator]

    attributes = {name for _, found in elements(chart.svg + chart.legend) for name in found}

    assert "style" not in attributes
    assert not any(name.startswith("on") for name in attributes)


@pytest.mark.parametrize("draw", ALL)
def test_every_picture_is_named_by_its_title_and_finding(draw: object) -> None:
    chart = draw()  # type: ignore[operator]
    found = elements(chart.svg)
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]

    pictures = [attributes for tag, attributes in found if attributes.get("role") == "img"]

    assert pictures
    assert len(ids) == len(set(ids))
    for picture in pictures:
        assert set((picture["aria-labelledby"] or "").split()) <= set(ids)


def test_waterfall_table_holds_every_amount_and_what_the_cap_took() -> None:
    chart = statement()

    assert table_texts(chart) == [
        ["Upfront", "130,846.72", ""],
        ["Uplift", "+5,272.31", "16,355.84"],
        ["Deduction", "−2,469.12", ""],
        ["Total", "133,649.91", ""],
    ]
    for text in ("130,846.72", "+5,272.31", "−2,469.12", "133,649.91"):
        assert text in chart.svg


def test_waterfall_refuses_a_total_that_is_not_the_sum_of_its_parts() -> None:
    step = charts.WaterfallStep

    with pytest.raises(ValueError, match="its parts add to 300"):
        charts.waterfall(
            key="w",
            title="t",
            steps=[step("a", 100), step("b", 200), step("sum", 301, "total")],
        )


def test_waterfall_draws_the_cut_of_a_cap_dashed_and_from_zero() -> None:
    rects = [found for tag, found in elements(statement().svg) if tag == "rect"]

    classes = [rect["class"] for rect in rects]

    assert classes.count("b-cut") == 2  # once wide, once narrow
    assert rects[0]["x"] == "32%"  # the money axis starts at zero


def test_states_add_to_one_hundred_per_cent() -> None:
    chart = states()

    # 339 + 83 + 18 + 78 = 518
    assert table_texts(chart) == [
        ["Controlled", "339", "65.4\N{NO-BREAK SPACE}%"],
        ["Not controlled", "83", "16.0\N{NO-BREAK SPACE}%"],
        ["Not measured", "18", "3.5\N{NO-BREAK SPACE}%"],
        ["Not seen", "78", "15.1\N{NO-BREAK SPACE}%"],
    ]
    assert "url(#hatch)" in chart.svg


def test_states_of_nobody_say_so() -> None:
    chart = charts.state_bar(key="s", title="t", parts=[charts.Part("a", 0, "ok")])

    assert chart.finding == "Nobody to count yet."
    assert "b-bg" in chart.svg


def test_trend_lists_every_reading_newest_first_and_leaves_out_empty_panels() -> None:
    chart = two_years()

    assert table_texts(chart) == [
        ["1 Sep 2025", "Pressure · Systolic", "143 mmHg", "home reading"],
        ["1 Aug 2025", "Pressure · Systolic", "146 mmHg", "at target"],
        ["1 Feb 2025", "Pressure · Systolic", "158 mmHg", "not at target"],
    ]
    assert "Glucose" not in chart.svg
    assert chart.finding == "Systolic: last 143; 1 of 2 readings not at target."


def test_trend_marks_readings_above_target_with_a_ring_and_home_readings_hollow() -> None:
    classes = [found.get("class") for tag, found in elements(two_years().svg) if tag == "circle"]

    assert classes == ["p not", "ring", "p", "p home"]


def test_trend_scale_holds_every_reading() -> None:
    found = elements(two_years().svg)

    heights = [float(at["cy"] or 0) for tag, at in found if tag == "circle" and at["class"] == "p"]
    above = [
        float(at["cy"] or 0) for tag, at in found if tag == "circle" and at["class"] == "p not"
    ]

    assert 0 < above[0] < heights[0] < 132


def test_trend_without_readings_says_so() -> None:
    chart = charts.trend(
        key="t", title="t", panels=[], start_on=date(2025, 1, 1), end_on=date(2026, 1, 1)
    )

    assert (chart.svg, chart.finding) == ("", "No readings yet.")


def test_rate_stands_at_its_place_between_the_thresholds() -> None:
    chart = rate()

    assert ["Now", "467 / 512 = 91.21\N{NO-BREAK SPACE}%"] in table_texts(chart)
    assert ["2024", "86.40\N{NO-BREAK SPACE}%"] in table_texts(chart)
    assert 'cx="91.21%"' in chart.svg
    assert 'x1="80%"' in chart.svg


def test_sparkline_needs_two_readings_to_be_a_trend() -> None:
    assert charts.sparkline([148], target=140, met=False, label="one") == ""
    assert "p not" in charts.sparkline([142, 148], target=140, met=False, label="two")


def test_text_is_escaped_and_inline_style_refused() -> None:
    assert el("text", "<b>&", x=1) == '<text x="1">&lt;b&gt;&amp;</text>'
    with pytest.raises(ValueError, match="inline style"):
        el("rect", style="fill:red")
