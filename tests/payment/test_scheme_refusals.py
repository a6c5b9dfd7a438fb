"""A scheme document with mistakes is refused as a whole, every mistake named with its place."""

import pytest
from pydantic_core import PydanticCustomError

from capitation.domain.payment import load_scheme
from capitation.domain.payment.figures import read_exact
from capitation.domain.payment.problems import Problem, RefusedError
from tests.payment.cases import SCHEMES, text_of

NOTE = 'status = "assumed", note = "for the test"'


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RefusedError) as caught:
        load_scheme(text, name="scheme.toml")
    return caught.value.problems


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_is_accepted(path: object) -> None:
    text = text_of(getattr(path, "stem", ""))

    assert load_scheme(text, name="shipped").components


def test_all_problems_are_reported_at_once_with_file_key_and_nearest_key() -> None:
    text = text_of(
        "city_htn_2025",
        ('label_en = "Uplift above 90 %"', 'labl_en = "Uplift above 90 %"'),
        ('of = "withhold"', 'of = "withold"'),
        ("factor = { value = 1.2,", "factor = { value = 20,"),
        ('kind = "bonus_on_amount"', 'kind = "bonus_on_amont"'),
        ('op = { value = ">",', 'op = { value = "=>",'),
    )

    found = {(problem.field, problem.code, problem.nearest) for problem in problems_of(text)}

    assert found == {
        ("components[2].of", "unknown_key", "withhold"),
        ("components[3].label_en", "missing_input", ""),
        ("components[3].labl_en", "unknown_key", "label_en"),
        ("components[3].score.op.value", "unknown_key", ">"),
        ("components[4].kind", "unknown_key", "bonus_on_amount"),
        ("multipliers.person[0].factor", "out_of_range", ""),
    }
    assert {problem.file for problem in problems_of(text)} == {"scheme.toml"}


def test_a_problem_says_what_was_found_and_what_is_expected() -> None:
    text = text_of("city_htn_2025", ("factor = { value = 1.2,", "factor = { value = 20,"))

    (problem,) = problems_of(text)

    assert str(problem) == (
        "scheme.toml: multipliers.person[0].factor: out_of_range: 20 "
        "(expected a factor above 0 and up to 10, such as 1.2)"
    )
    assert problem.as_json() == {
        "code": "out_of_range",
        "file": "scheme.toml",
        "field": "multipliers.person[0].factor",
        "value": "20",
        "expected": "a factor above 0 and up to 10, such as 1.2",
    }


HTN = "city_htn_2025"
COMBINED = "city_combined_2025"
SEED_A = "seed_a_2025"
AT_80 = 'at = { value = 0.80, unit = "fraction"'


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "code"),
    [
        (HTN, AT_80, 'at = { value = 80, unit = "fraction"', "components[2].score.at", "unit_mismatch"),
        (HTN, AT_80, 'at = { value = -0.1, unit = "fraction"', "components[2].score.at", "out_of_range"),
        (HTN, AT_80, 'at = { value = 0.80, unit = "percent"', "components[2].score.at.unit", "unit_mismatch"),
        (HTN, AT_80, 'at = { value = "0.80", unit = "fraction"', "components[2].score.at.value", "wrong_type"),
        (HTN, AT_80, 'at = { value = nan, unit = "fraction"', "components[2].score.at.value", "wrong_type"),
        (HTN, AT_80, 'at = { value = true, unit = "fraction"', "components[2].score.at.value", "wrong_type"),
        (HTN, AT_80, 'at = { value = 0.8000001, unit = "fraction"', "components[2].score.at.value", "precision"),
        (HTN, AT_80, 'at = { value = 1e30, unit = "fraction"', "components[2].score.at.value", "out_of_range"),
        (HTN, "price = { value = 800", "price = { value = -800", "components[0].funding.price", "out_of_range"),
        (HTN, 'status = "provided", source = "value", article = "N" }', 'status = "provided" }', "components[3].score.at", "missing_input"),
        (HTN, 'note = "Limits the bonus to 20 % of the disease payments."', 'note = ""', "components[4].score.max_steps", "missing_input"),
        (HTN, 'source = "value", article = "N" }', 'source = "vlue", article = "N" }', "components[3].score.at.source", "unknown_key"),
        (HTN, 'clause_source = "resource"', 'clause_source = "nowhere"', "components[4].clause_source", "unknown_key"),
        (HTN, "valid_until = 2026-01-01", "valid_until = 2025-01-01", "", "out_of_range"),
        (HTN, "next_review_on = 2027-11-22", "next_review_on = 2020-11-22", "", "out_of_range"),
        (HTN, 'version = "1.0.0"', "version = 1", "version", "wrong_type"),
        (HTN, 'currency = "CNY"', 'currency = "USD"', "currency", "unknown_key"),
        (HTN, 'title_en = "Hyper', 'extra = "x"\ntitle_en = "Hyper', "extra", "unknown_key"),
        (HTN, 'authority = "示范市医疗保障局"', 'authority = ""', "authority", "missing_input"),
        (HTN, "[measures.control]", '[measures."Control"]', "measures.Control", "wrong_type"),
        (HTN, 'value = 4, unit = "steps"', 'value = 4, unit = "stpes"', "components[4].score.max_steps.unit", "unit_mismatch"),
        (HTN, 'measure = "control"', 'measure = "controll"', "components[2].score.measure", "unknown_key"),
        (HTN, 'amount = "disease_payments"', 'amount = "payments"', "components[4].amount", "unknown_key"),
        (HTN, 'kind = "amount"', 'kind = "findings"', "components[4].amount", "unit_mismatch"),
        (HTN, 'key = "release"', 'key = "base"', "components[2].key", "duplicate_key"),
        (HTN, 'of = ["base"]', 'of = ["readmission"]', "components[3].of", "cycle"),
        (HTN, 'of = ["base"]', 'of = ["uplift"]', "components[3].of", "cycle"),
        (HTN, 'of = "withhold"', 'of = "base"', "components[2].of", "unknown_key"),
        (HTN, "withheld = { value = 160", "withheld = { value = 161", "components[1].split", "weights_not_one"),
        (HTN, 'upfront = { value = 640, unit = "yuan_per_person_year"', 'upfront = { value = 640, unit = "yuan_per_person_month"', "components[1].split", "unit_mismatch"),
        (HTN, '[components.score]\nshape = "steps"', '[components.score]\nshape = "stairs"', "components[4].score.shape", "unknown_key"),
        (HTN, '[components.score]\nshape = "steps"', "[components.score]", "components[4].score.shape", "missing_input"),
        (HTN, 'size = { value = 1, unit = "pp"', 'size = { value = 0, unit = "pp"', "components[4].score.size", "out_of_range"),
        (HTN, 'size = { value = 1, unit = "pp"', 'size = { value = 5, unit = "fraction"', "components[4].score.size", "unit_mismatch"),
        (HTN, 'size = { value = 1, unit = "pp"', 'size = { value = 0.01, unit = "fraction"', "components[4].score", "unit_mismatch"),
        (HTN, "min_age = { value = 65", "min_age = { value = -65", "multipliers.person[0].min_age", "negative_count"),
        (HTN, "min_age = { value = 65", "min_age = { value = 65.5", "multipliers.person[0].min_age", "wrong_type"),
        (HTN, 'weight = { value = 1, unit = "share"', 'weight = { value = 0, unit = "share"', "components[0].funding.shares[0].weight", "out_of_range"),
        (HTN, "payee_factors = []", 'payee_factors = ["region"]', "components[0].funding.payee_factors", "unknown_key"),
        (HTN, 'baseline = { value = "previous_year", status', 'baseline = { value = "fixed", status', "measures.readmission", "missing_input"),
        (HTN, 'baseline = { value = "previous_year", status', 'baseline = { value = "none", status', "components[4].score.measure", "missing_input"),
        (SEED_A, 'amount = { value = 20, unit = "yuan_per_person_year"', 'amount = { value = 20, unit = "yuan"', "components[1]", "unit_mismatch"),
        (SEED_A, 'amount = { value = 20, unit', 'amount = { value = -20, unit', "components[1].amount", "out_of_range"),
        (SEED_A, 'on_not_measured = { value = "pending"', 'on_not_measured = { value = "pay_full"', "components[1].score.max_steps", "missing_input"),
        (SEED_A, 'sources]]\nkey = "seed"', 'sources]]\nkey = "Seed"', "sources[0].key", "wrong_type"),
        (COMBINED, "share = { value = 0.70", "share = { value = 0.71", "components[8]", "weights_not_one"),
        (COMBINED, 'key = "centre", label_zh', 'key = "team", label_zh', "components[8]", "duplicate_key"),
        (COMBINED, "multiple = { value = 2", "multiple = { value = 0.5", "components[7].multiple", "out_of_range"),
        (COMBINED, "limit = { value = 0.15", "limit = { value = 15", "components[5].limit", "unit_mismatch"),
        (COMBINED, 'limit = { value = 0.15, unit = "fraction"', 'limit = { value = 9.5, unit = "yuan"', "components[5]", "missing_input"),
        (COMBINED, 'coefficient = "authenticity"\n', "", "components[6]", "missing_input"),
        (COMBINED, 'prepaid = { value = "planned"', 'prepaid = { value = "paid"', "components[9]", "missing_input"),
        (COMBINED, 'source = "resident"\nprice', 'source = "fund"\nprice', "components[0]", "duplicate_key"),
        (COMBINED, '{ key = "east", factor', '{ key = "west", factor', "multipliers.payee[0]", "duplicate_key"),
        (COMBINED, 'payee_factors = ["region"]', 'payee_factors = ["reglon"]', "components[0].funding.parts[0].payee_factors", "unknown_key"),
        (COMBINED, 'source = "fund"\nof = "base"', 'source = "public_health"\nof = "base"', "components[1].of", "unknown_key"),
        (COMBINED, 'on = ["release", "uplift", "readmission"]', 'on = ["base"]', "components[6].on", "unknown_key"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_code(
    name: str, old: str, new: str, field: str, code: str
) -> None:
    found = {(problem.field, problem.code) for problem in problems_of(text_of(name, (old, new)))}

    assert (field, code) in found


def moved(name: str, key: str, before: str) -> str:
    """The scheme with one component moved before another."""
    head, *components = text_of(name).split("[[components]]\n")
    by_key = {part.split('"')[1]: part.rstrip() + "\n\n" for part in components}
    part = by_key.pop(key)
    order = list(by_key)
    order.insert(order.index(before), key)
    return head + "".join("[[components]]\n" + {**by_key, key: part}[one] for one in order)


def test_the_canonical_order_of_operations_is_enforced() -> None:
    text = moved("city_combined_2025", "authenticity", "cap")

    (problem,) = problems_of(text)

    assert (problem.field, problem.code) == ("components[6].kind", "wrong_order")
    assert problem.expected == "cap before authenticity (canonical order of operations)"


def extra(name: str, key: str, new_key: str) -> str:
    """The scheme with one component twice, under another key."""
    head, *components = text_of(name).split("[[components]]\n")
    place = next(place for place, part in enumerate(components) if f'key = "{key}"' in part[:40])
    again = components[place].replace(f'key = "{key}"', f'key = "{new_key}"', 1)
    components.insert(place + 1, again.rstrip() + "\n\n")
    return head + "".join("[[components]]\n" + part for part in components)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("withhold", "one withhold per base line"),
        ("release", "one release per withheld line"),
    ],
)
def test_held_back_money_is_held_once_and_released_once(key: str, expected: str) -> None:
    problems = problems_of(extra("city_htn_2025", key, "again"))

    assert {(problem.code, problem.expected) for problem in problems} == {
        ("duplicate_key", expected)
    }


def test_stated_amounts_need_a_price_of_their_own() -> None:
    two_payers = text_of(
        "city_htn_2025",
        (
            '  { source = "fund", weight = { value = 1, unit = "share", ',
            f"""  {{ source = "resident", weight = {{ value = 1, unit = "share", {NOTE} }} }},
  {{ source = "fund", weight = {{ value = 1, unit = "share", """,
        ),
    )

    (problem,) = problems_of(two_payers)

    assert (problem.field, problem.code) == ("components[1].split.mode", "unit_mismatch")


BY_AMOUNTS = """mode = "amounts"
upfront = { value = UPFRONT, unit = "yuan_per_person_year", status = "provided", source = "value" }
withheld = { value = 40, unit = "yuan_per_person_year", status = "provided", source = "value" }

[[components]]
key = "release\""""
BY_SHARE = text_of(COMBINED).partition('mode = "share"')[2].partition('key = "release"')[0]


@pytest.mark.parametrize(("upfront", "codes"), [("200", []), ("600", ["weights_not_one"])])
def test_stated_amounts_add_up_to_the_price_of_their_own_source(
    upfront: str, codes: list[str]
) -> None:
    changed = BY_AMOUNTS.replace("UPFRONT", upfront)
    text = text_of(COMBINED, (f'mode = "share"{BY_SHARE}key = "release"', changed))

    if codes:
        assert [problem.code for problem in problems_of(text)] == codes
    else:
        assert load_scheme(text, name="x.toml").components[1].key == "withhold"


def test_a_binary_float_is_refused_wherever_it_comes_from() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_exact(0.1)

    assert caught.value.type == "float_amount"


def linear(low: str, high: str) -> str:
    return f"""shape = "linear"
measure = "control"
low = {{ value = {low}, unit = "fraction", {NOTE} }}
high = {{ value = {high}, unit = "fraction", {NOTE} }}
"""


def banded(*edges: tuple[str, str]) -> str:
    rows = "".join(
        f'  {{ low = {{ value = {low}, unit = "fraction", {NOTE} }}, '
        f'high = {{ value = {high}, unit = "fraction", {NOTE} }}, '
        f'score = {{ value = 1, unit = "fraction", {NOTE} }} }},\n'
        for low, high in edges
    )
    closed = f'closed = {{ value = "lower", {NOTE} }}'
    return f'shape = "bands"\nmeasure = "control"\n{closed}\nbands = [\n{rows}]\n'


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (linear("0.8", "0.8"), "out_of_range"),
        (banded(("0.1", "1")), "bands_gap"),
        (banded(("0", "0.5"), ("0.6", "1")), "bands_gap"),
        (banded(("0", "0.9")), "bands_gap"),
        (banded(("0", "0.5"), ("0.4", "1")), "bands_overlap"),
        (banded(("0", "0.5"), ("0.5", "0.5"), ("0.5", "1")), "out_of_range"),
    ],
)
def test_a_score_must_cover_its_range_once(score: str, code: str) -> None:
    head, _, rest = text_of("city_htn_2025").partition('shape = "threshold"')
    tail = rest[rest.index("[[components]]") :]

    problems = problems_of(f"{head}{score}\n{tail}")

    assert [problem.code for problem in problems] == [code]


def test_steps_cannot_release_withheld_money() -> None:
    text = text_of("city_htn_2025").replace('shape = "threshold"', 'shape = "steps"', 1)

    problems = problems_of(text)

    assert [(problem.field, problem.code) for problem in problems] == [
        ("components[2].score.shape", "unknown_key")
    ]


@pytest.mark.parametrize(
    "text", ["key = ", 'key = "a"\nkey = "b"', "x = " + "9" * 5000, "x = " + "[" * 5000]
)
def test_a_text_that_is_not_toml_is_not_readable(text: str) -> None:
    (problem,) = problems_of(text)

    assert (problem.code, problem.file) == ("not_readable", "scheme.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "components = 7",
        "components = [1, 2]",
        'measures = "control"\nsources = [3]',
        '[[components]]\nkey = ["x"]\nkind = {a = 1}',
        "[measures.1]\nversion = []",
    ],
)
def test_a_document_of_another_shape_is_refused_not_crashed_on(text: str) -> None:
    codes = {problem.code for problem in problems_of(text)}

    assert "missing_input" in codes
