"""`price`: a scheme file and a results file in, JSON out; refusals with code, field and value."""

import json
from pathlib import Path

import pytest

from capitation.domain.payment.advice import advice_on
from capitation.domain.payment.pricing import LARGEST_FILE_BYTES, price, read_file
from capitation.domain.payment.problems import RefusedError
from tests.payment.cases import scheme_of, text_of

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "scheme-documents.md"

RESULTS = """
period = { starts_on = 2025-01-01, ends_on = 2026-01-01 }

[[payees]]
payee = "T1"
panel = [
  { register = "hypertension", person_months = 9872 },
  { register = "hypertension", rules = ["elderly_multimorbid"], person_months = "4062/2" },
]
results.control = { num = 928, den = 1030 }
results.readmission = { num = 53, den = 515 }
baselines.readmission = { rate = 0.124 }
amounts.disease_payments = 1234567.89
"""
AS_JSON = {
    "period": {"starts_on": "2025-01-01", "ends_on": "2026-01-01"},
    "payees": [
        {
            "payee": "T1",
            "panel": [
                {"register": "hypertension", "person_months": 9872},
                {
                    "register": "hypertension",
                    "rules": ["elderly_multimorbid"],
                    "person_months": "2031/1",
                },
            ],
            "results": {
                "control": {"num": 928, "den": 1030},
                "readmission": {"num": 53, "den": 515},
            },
            "baselines": {"readmission": {"rate": 0.124}},
            "amounts": {"disease_payments": "1234567.89"},
        }
    ],
}


def priced(results: str, name: str = "results.toml", scheme: str = "city_htn_2025") -> str:
    return price(text_of(scheme), results, scheme_name=f"{scheme}.toml", results_name=name)


def refused(results: str, name: str = "results.toml") -> list[tuple[str, str, str]]:
    with pytest.raises(RefusedError) as caught:
        priced(results, name)
    return [(problem.field, problem.code, problem.file) for problem in caught.value.problems]


def test_the_answer_is_json_with_the_total_and_the_hash_of_the_scheme() -> None:
    answer = json.loads(priced(RESULTS))

    assert answer["total_yuan"] == "1026131.45"
    assert answer["scheme"] == "city_htn"
    assert len(answer["scheme_hash"]) == 64


def test_the_same_input_gives_the_same_bytes() -> None:
    assert priced(RESULTS) == priced(RESULTS)


def test_json_and_toml_say_the_same() -> None:
    assert priced(json.dumps(AS_JSON), "results.json") == priced(RESULTS)


def test_everything_a_payee_can_have_is_read() -> None:
    text = (
        RESULTS
        + """
[[payees]]
payee = "T2"
without_registers = ["hypertension"]
members = { signed = 12 }
attributes = { region = "west" }
results.control = { not_measured = "no_data" }
results.readmission = { not_applicable = "new_payee" }
unknown_amounts = ["disease_payments"]
carried = -12.50
"""
    )

    answer = json.loads(priced(text))

    second = answer["statements"][1]
    assert (second["payee"], second["total_fen"], second["open_fen"]) == ("T2", 0, -1250)
    assert {line["status"] for line in second["lines"]} == {"not_applicable"}


def test_findings_and_coefficients_are_read_from_the_file() -> None:
    text = (
        RESULTS.replace('register = "hypertension"', 'register = "signed"')
        + """
attributes.region = "west"
coefficients.authenticity = 0.95
findings.refused_low_value = [{ reference = "V-1", amount = 1234.56 }]
"""
    )

    answer = json.loads(priced(text, scheme="city_combined_2025"))

    lines = {line["key"]: line["amount_yuan"] for line in answer["statements"][0]["lines"]}
    assert lines["deduction.V-1:fund"] == "-2469.12"
    assert lines["authenticity.release:fund"] == "-1969.47"


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("1234567.89", "1234567.891", "payees[0].amounts.disease_payments", "precision"),
        ("1234567.89", '"1e9"', "payees[0].amounts.disease_payments", "wrong_type"),
        ("num = 928", "num = 9280", "payees[0].results.control", "num_gt_den"),
        ("num = 928", "num = 9.28", "payees[0].results.control.num", "wrong_type"),
        (", den = 1030", "", "payees[0].results.control", "missing_input"),
        ("num = 928, ", "", "payees[0].results.control", "missing_input"),
        ("rate = 0.124", "rate = 12.4", "payees[0].baselines.readmission", "unit_mismatch"),
        ("rate = 0.124", "rate = 0.124, num = 1", "payees[0].baselines.readmission", "missing_input"),
        ('"4062/2"', '"4062/0"', "payees[0].panel[1].person_months", "wrong_type"),
        ('"4062/2"', "-12", "payees.T1.panel.hypertension", "negative_count"),
        ("person_months = 9872", "person_month = 9872", "payees[0].panel[0].person_month", "unknown_key"),
        ('register = "hypertension", person', 'registr = "hypertension", person', "payees[0].panel[0].registr", "unknown_key"),
        ("results.control", "results.contrl", "payees.T1.results.contrl", "unknown_key"),
        ("2026-01-01", "2025-01-01", "period", "out_of_range"),
        ("starts_on = 2025-01-01", 'starts_on = "1 January"', "period.starts_on", "wrong_type"),
        ("starts_on = 2025-01-01", "starts_on = 2024-01-01", "period", "outside_validity"),
        ('payee = "T1"', 'payee = ""', "payees[0].payee", "missing_input"),
        ("period =", "period", "document", "not_readable"),
        ("[[payees]]", "[[paiees]]", "paiees", "unknown_key"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_results_is_refused_with_its_place(
    old: str, new: str, field: str, code: str
) -> None:
    assert old in RESULTS

    assert (field, code, "results.toml") in refused(RESULTS.replace(old, new, 1))


def test_no_payees_at_all_are_refused() -> None:
    empty = '{"period": {"starts_on": "2025-01-01", "ends_on": "2026-01-01"}, "payees": []}'

    assert refused(empty, "r.json") == [("payees", "missing_input", "r.json")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "duplicate_key"),
        ("{", "not_readable"),
        ("[" * 100_000, "not_readable"),
        ("[]", "wrong_type"),
        ('{"payees": NaN, "period": 1}', "wrong_type"),
    ],
)
def test_a_bad_json_file_is_refused(text: str, code: str) -> None:
    assert code in {found for _, found, _ in refused(text, "r.json")}


def test_problems_of_the_scheme_come_before_those_of_the_results() -> None:
    with pytest.raises(RefusedError) as caught:
        price("key = 1", "nonsense", scheme_name="s.toml", results_name="r.toml")

    assert {problem.file for problem in caught.value.problems} == {"s.toml"}


def test_a_file_that_is_missing_or_not_utf8_or_too_large_is_not_readable(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes("价".encode("gb18030"))
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE_BYTES + 1)
    good = tmp_path / "good.toml"
    good.write_text("a = 1", encoding="utf-8")

    for path in (tmp_path / "none.toml", latin, large, tmp_path):
        with pytest.raises(RefusedError) as caught:
            read_file(str(path))
        assert caught.value.codes == ("not_readable",)
    assert read_file(str(good)) == "a = 1"


def test_advice_names_small_denominators_and_unlimited_bonuses() -> None:
    advice = {(one.field, one.code) for one in advice_on(scheme_of("seed_a_2025"))}

    assert advice == {
        ("measures.control.min_denominator", "small_min_denominator"),
        ("components[1].score.max_steps", "unlimited"),
    }


def test_a_careful_scheme_needs_no_advice() -> None:
    careful = scheme_of(
        "city_htn_2025", ("min_denominator = { value = 1,", "min_denominator = { value = 30,")
    )

    assert advice_on(careful) == []


def test_the_documented_example_gives_the_documented_answer() -> None:
    blocks = DOCUMENTATION.read_text(encoding="utf-8").split("```")
    named = {
        block.split("\n", 1)[0].partition(" ")[2]: block.split("\n", 1)[1] for block in blocks[1::2]
    }

    answer = price(
        named["my_scheme.toml"],
        named["my_results.toml"],
        scheme_name="my_scheme.toml",
        results_name="my_results.toml",
    )

    statement = json.loads(answer)["statements"][0]
    shown = "\n".join(f"{line['key']} {line['amount_yuan']}" for line in statement["lines"])
    assert f"{shown}\ntotal {statement['total_yuan']}\n" == named["answer"]
