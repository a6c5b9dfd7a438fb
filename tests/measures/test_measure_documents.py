"""Measure documents: complete, explained when wrong, and the same whatever their spacing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from capitation.domain.measures.document import load_measures, parse_measure
from capitation.domain.measures.values import MeasureError, Period
from followup.domain.documents import DocumentError
from tests.measures.residents import ICD_GROUPS, MEASURES, ROOT, RULE_SETS

FOLDER = ROOT / "capitation/measures"
SHIPPED = [
    "cn.dm.fpg_control_2017",
    "cn.dm.standardised_2017",
    "cn.htn.control_2017",
    "cn.htn.control_2025",
    "cn.htn.standardised_2017",
    "cn.readmit.30d_allcause",
    "cn.readmit.31d_unplanned",
]


def _parse(text: str) -> object:
    return parse_measure(text, "some.toml", rule_sets=RULE_SETS, icd_groups=ICD_GROUPS)


def test_the_shipped_measures_load() -> None:
    assert sorted(MEASURES) == SHIPPED


@pytest.mark.parametrize("key", SHIPPED)
def test_a_measure_says_why_it_matters_in_both_languages(key: str) -> None:
    document = MEASURES[key].document

    for text in (
        document.title_zh,
        document.title_en,
        document.definition_zh,
        document.definition_en,
        document.why_it_matters_zh,
        document.why_it_matters_en,
    ):
        assert text.strip()


def test_readmission_is_better_when_lower_and_counts_stays() -> None:
    measure = MEASURES["cn.readmit.30d_allcause"]

    assert measure.document.direction == "lower_is_better"
    assert measure.document.unit == "stay"
    assert measure.condition == "hypertension,t2dm"
    assert measure.rule_set_key == ""


def test_a_control_measure_pins_its_rule_set() -> None:
    measure = MEASURES["cn.htn.control_2017"]

    assert (measure.rule_set_key, measure.rule_set_version) == ("cn-2017", "1.0.0")
    assert measure.condition == "hypertension"


def test_the_hash_does_not_depend_on_comments_and_key_order() -> None:
    text = (FOLDER / "cn.htn.control_2017.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    moved = "\n".join(["# another comment", lines[2], lines[1], *lines[3:]])

    assert _parse(moved).sha256 == MEASURES["cn.htn.control_2017"].sha256  # type: ignore[attr-defined]
    changed = text.replace('tie_rule = "last_of_day"', 'tie_rule = "lowest_of_day"')
    assert _parse(changed).sha256 != MEASURES["cn.htn.control_2017"].sha256  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "old", "new", "message"),
    [
        ("cn.htn.control_2017", "tie_rule", "tie_rules", "unknown key 'tie_rules'; nearest valid key is 'tie_rule'"),
        ("cn.htn.control_2017", 'family = "last_reading"', 'family = "first_reading"', "family"),
        ("cn.htn.control_2017", 'rule_set = "cn-2017"', 'rule_set = "cn-1999"', "there is no rule set 'cn-1999'"),
        ("cn.htn.control_2017", 'rule_set = "cn-2017"\n', "", "rule_set: missing"),
        ("cn.htn.control_2017", 'rule_set = "cn-2017"', 'rule_set = "cn-2020"', "by comorbidity or as a range"),
        ("cn.htn.control_2017", 'reading = "bp"', 'reading = "hba1c"', "has no hba1c target"),
        ("cn.htn.control_2017", 'source = "project"', 'source = "projects"', "'projects' is not among the sources"),
        ("cn.htn.standardised_2017", 'condition = "hypertension"', 'condition = "copd"', "no cadence for 'copd'"),
        ("cn.readmit.30d_allcause", "index_groups = []", 'index_groups = ["flu"]', "no such group flu"),
        ("cn.readmit.30d_allcause", "window_days = 30", "window_days = 0", "window_days must be at least 1"),
        ("cn.readmit.30d_allcause", "dx_prefix = 0", "dx_prefix = 5", "dx_prefix"),
    ],
)  # fmt: skip
def test_a_wrong_document_names_the_mistake(key: str, old: str, new: str, message: str) -> None:
    text = (FOLDER / f"{key}.toml").read_text(encoding="utf-8")
    assert old in text

    with pytest.raises(DocumentError, match=message):
        _parse(text.replace(old, new, 1))


def test_the_glucose_range_of_2025_is_refused_for_a_measure() -> None:
    text = (FOLDER / "cn.dm.fpg_control_2017.toml").read_text(encoding="utf-8")

    with pytest.raises(DocumentError, match="age bands with an upper limit"):
        _parse(text.replace('rule_set = "cn-2017"', 'rule_set = "cn-2025"'))


def test_a_file_is_named_after_its_key(tmp_path: Path) -> None:
    text = (FOLDER / "cn.htn.control_2017.toml").read_text(encoding="utf-8")
    (tmp_path / "other.toml").write_text(text, encoding="utf-8")

    with pytest.raises(DocumentError, match="not the file name"):
        load_measures(tmp_path, rule_sets=RULE_SETS, icd_groups=ICD_GROUPS)


def test_a_period_ends_after_it_starts_and_starts_a_month() -> None:
    with pytest.raises(MeasureError, match="ends"):
        Period(date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 1))
    with pytest.raises(MeasureError, match="first of a month"):
        Period(date(2025, 1, 2), date(2025, 2, 1), date(2025, 2, 1))
