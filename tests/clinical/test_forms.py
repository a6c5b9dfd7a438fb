"""Codes of the record forms, plausible values and units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from followup.domain import forms
from tests.clinical.documents import CN_2017, RULE_SETS


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (["1"], []),
        (["2", "10"], []),
        ([], []),
        (["1", "2"], ["excludes_others"]),
        (["11"], ["not_on_the_form"]),
        (["2", "2"], ["given_twice"]),
    ],
)
def test_symptom_one_excludes_all_others(given: list[str], codes: list[str]) -> None:
    problems = forms.check_codes(forms.HYPERTENSION_SYMPTOMS, given)

    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize("key", sorted(forms.CODE_LISTS))
def test_every_list_maps_codes_and_keys_both_ways(key: str) -> None:
    code_list = forms.CODE_LISTS[key]

    for item in code_list.codes:
        assert code_list.by_code(item.code) is item
        assert code_list.by_key(item.key) is item
    assert len({item.code for item in code_list.codes}) == len(code_list.codes)


def test_an_answer_that_is_not_on_the_form_is_an_error() -> None:
    with pytest.raises(KeyError, match="salt has no code '4'"):
        forms.SALT.by_code("4")
    with pytest.raises(KeyError, match="salt has no answer 'very'"):
        forms.SALT.by_key("very")


def test_every_emergency_sign_of_the_rule_sets_is_on_the_form() -> None:
    keys = {item.key for item in forms.EMERGENCY_SIGNS.codes}

    for rule_set in RULE_SETS.values():
        assert {sign.sign for sign in rule_set.emergency_signs} <= keys


@pytest.mark.parametrize(
    ("field", "value", "code", "severity"),
    [
        ("systolic", "39", "below_possible", "refuse"),
        ("systolic", "321", "above_possible", "refuse"),
        ("systolic", "75", "below_usual", "ask"),
        ("systolic", "240", "above_usual", "ask"),
        ("systolic", "120.5", "not_whole_number", "refuse"),
        ("fasting_glucose", "126", "above_possible", "refuse"),
        ("hba1c", "16", "above_usual", "ask"),
    ],
)
def test_impossible_is_refused_and_unusual_is_asked(
    field: str, value: str, code: str, severity: str
) -> None:
    problem = forms.check_value(CN_2017, field, Decimal(value))

    assert problem is not None
    assert (problem.code, problem.severity) == (code, severity)


@pytest.mark.parametrize(
    ("field", "value"), [("systolic", "120"), ("fasting_glucose", "3.9"), ("unlimited", "1e9")]
)
def test_plausible_values_pass(field: str, value: str) -> None:
    assert forms.check_value(CN_2017, field, Decimal(value)) is None


def test_the_systolic_value_lies_above_the_diastolic() -> None:
    problems = forms.check_values(
        CN_2017, {"systolic": Decimal(80), "diastolic": Decimal(120), "weight": None}
    )

    assert [problem.code for problem in problems] == ["systolic_not_above_diastolic"]


def test_values_are_reported_field_by_field() -> None:
    problems = forms.check_values(CN_2017, {"systolic": Decimal(400), "weight": Decimal(5)})

    assert [problem.field for problem in problems] == ["systolic", "weight"]


@pytest.mark.parametrize(
    ("state", "side", "codes"),
    [
        ("normal", "", []),
        ("", "", []),
        ("weakened", "left", []),
        ("absent", "", ["side_missing"]),
        ("normal", "both", ["side_without_finding"]),
    ],
)
def test_a_foot_pulse_finding_has_a_side(state: str, side: str, codes: list[str]) -> None:
    problems = forms.check_dorsalis_pedis(state, side)

    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(
    ("mg_dl", "mmol_l"),
    [("70.3", "3.90"), ("126.1", "7.00"), ("200.0", "11.10"), ("300.9", "16.70")],
)
def test_glucose_in_mg_dl_is_divided_by_18_0182(mg_dl: str, mmol_l: str) -> None:
    assert forms.glucose_mmol_l(Decimal(mg_dl), "mg/dL") == Decimal(mmol_l)


@pytest.mark.parametrize(
    ("mmol_mol", "percent"), [("47.5", "6.5"), ("53.0", "7.0"), ("63.9", "8.0"), ("74.9", "9.0")]
)
def test_hba1c_in_mmol_mol_follows_the_master_equation(mmol_mol: str, percent: str) -> None:
    found = forms.hba1c_percent(Decimal(mmol_mol), "mmol/mol")

    assert found.quantize(Decimal("0.1")) == Decimal(percent)


def test_canonical_units_are_kept_as_written_and_kpa_is_converted() -> None:
    assert forms.glucose_mmol_l(Decimal("7.0"), "mmol/L") == Decimal("7.0")
    assert forms.hba1c_percent(Decimal("7.1"), "%") == Decimal("7.1")
    assert forms.pressure_mmhg(Decimal(140), "mmHg") == 140
    assert forms.pressure_mmhg(Decimal("18.7"), "kPa") == 140  # 140.26


@pytest.mark.parametrize(
    "convert", [forms.glucose_mmol_l, forms.hba1c_percent, forms.pressure_mmhg]
)
def test_an_unknown_unit_is_refused(convert: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        convert(Decimal(1), "stone")  # type: ignore[operator]
