"""The declared colour pairs reach their contrast in light and in dark."""

import re
from pathlib import Path

import pytest

from ui.contrast import Pair, measured_pairs, ratio, token_colours

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
BASE = CSS.parents[1] / "templates" / "base.html"
MOST_BYTES = 30 * 1024
MOST_LINES = 150


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", measured_pairs(), ids=lambda pair: f"{pair.front} on {pair.back}")
def test_pair_reaches_its_contrast_in_both_themes(pair: Pair) -> None:
    assert pair.light >= pair.minimum
    assert pair.dark >= pair.minimum


def test_every_text_colour_is_declared_in_a_pair() -> None:
    fronts = {pair.front for pair in measured_pairs()}
    grounds = {pair.back for pair in measured_pairs()}

    undeclared = set(token_colours()) - fronts - grounds - {"line", "c-grid"}

    assert undeclared == set()


def test_raw_colours_stand_in_the_tokens_only() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", sheet.read_text(encoding="utf-8"))


def test_style_sheets_stay_small() -> None:
    loaded = re.findall(r"css/(\w+)\.css", BASE.read_text(encoding="utf-8"))
    sheets = [sheet.read_text(encoding="utf-8") for sheet in CSS.glob("*.css")]

    assert sum((CSS / f"{name}.css").stat().st_size for name in loaded) <= MOST_BYTES
    assert max(sheet.count("\n") for sheet in sheets) <= MOST_LINES


def test_every_property_used_is_a_token() -> None:
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in CSS.glob("*.css"))

    used = set(re.findall(r"var\((--[\w-]+)", sheets))
    declared = set(re.findall(r"(--[\w-]+):", sheets))

    assert used - declared == set()
    assert declared - used == set()
