"""Money is exact: one rounding, one allocation, no floats."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capitation.domain.payment import money
from capitation.domain.payment.problems import RefusedError

amounts = st.integers(min_value=-(10**12), max_value=10**12)
shares = st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 1000))
weights = st.lists(shares, min_size=1, max_size=12).filter(any)
# a busy machine is not a finding
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(49, 100), 0),
        (Fraction(-49, 100), 0),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),  # half even would give 2
        (Fraction(-5, 2), -3),
        (Fraction(7), 7),
        (Fraction(0), 0),
    ],
)
def test_rounding_goes_half_away_from_zero(exact: Fraction, rounded: int) -> None:
    assert money.round_fen(exact) == rounded


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1001, [60, 40], [601, 400]),
        (5, [1, 1, 1, 0], [2, 2, 1, 0]),
        (1, [60, 40], [1, 0]),
        (-3, [60, 40], [-2, -1]),
        (0, [1, 2], [0, 0]),
        # H-1, H-2: surplus and loss 60 : 40, then inside the primary level by person-months
        (765_432_11, [60, 40], [459_259_27, 306_172_84]),
        (-456_789_01, [60, 40], [-274_073_41, -182_715_60]),
        (459_259_27, [11_903, 8_047, 5_113], [218_112_88, 147_454_79, 93_691_60]),
        (-274_073_41, [11_903, 8_047, 5_113], [-130_163_82, -87_997_00, -55_912_59]),
        # M: 800 x 11,903 / 12 split 640 : 160
        (793_533_33, [640, 160], [634_826_66, 158_706_67]),
    ],
)
def test_allocation_gives_spare_fen_to_the_largest_remainders(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert money.allocate(total, weights) == parts


def test_the_residents_of_a_line_share_it_by_person_months() -> None:
    # 10.00 over 12, 12 and 7 person-months
    assert money.residents_part(1000, [12, 12, 7]) == [387, 387, 226]


@pytest.mark.parametrize("weights", [[0, 0], []])
def test_nothing_can_be_allocated_without_a_positive_weight(weights: list[int]) -> None:
    with pytest.raises(RefusedError) as caught:
        money.allocate(100, weights)

    assert caught.value.codes == ("zero_weights",)


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        money.allocate(100, [2, -1])

    assert caught.value.codes == ("out_of_range",)


@patient
@given(total=amounts, weights=weights)
def test_parts_add_up_to_the_whole(total: int, weights: list[Fraction]) -> None:
    assert sum(money.allocate(total, weights)) == total


@patient
@given(total=amounts, weights=weights)
def test_a_negative_total_mirrors_the_positive_one(total: int, weights: list[Fraction]) -> None:
    mirrored = [-part for part in money.allocate(total, weights)]

    assert money.allocate(-total, weights) == mirrored


@patient
@given(total=amounts, weights=weights)
def test_a_part_is_within_a_fen_of_its_exact_share(total: int, weights: list[Fraction]) -> None:
    whole = sum(weights)

    for part, weight in zip(money.allocate(total, weights), weights, strict=True):
        assert abs(part - total * weight / whole) < 1
        assert weight or part == 0


def test_the_months_of_the_a3_bonus_add_up_to_the_year() -> None:
    months = money.cumulative_parts(19_838_33)

    assert months == [
        1_653_19, 1_653_20, 1_653_19, 1_653_20, 1_653_19, 1_653_20,
        1_653_19, 1_653_19, 1_653_20, 1_653_19, 1_653_20, 1_653_19,
    ]  # fmt: skip


def test_prepayments_of_a_plan_add_up_to_its_rounded_year() -> None:
    # V-4: 0.90 x 297,580.83 = 267,822.747
    months = money.cumulative_parts(Fraction(9, 10) * 297_580_83)

    assert months == [
        22_318_56, 22_318_56, 22_318_57, 22_318_56, 22_318_56, 22_318_56,
        22_318_57, 22_318_56, 22_318_56, 22_318_56, 22_318_56, 22_318_57,
    ]  # fmt: skip
    assert sum(months) == 267_822_75


@patient
@given(year=amounts)
def test_twelve_months_always_add_up_to_the_year(year: int) -> None:
    assert sum(money.cumulative_parts(year)) == year


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("1234.56", 123_456),
        ("-0.05", -5),
        ("7", 700),
        (7, 700),
        (Decimal("0.1"), 10),
        (Decimal("1E+3"), 100_000),
        (Decimal("0.00"), 0),
    ],
)
def test_yuan_are_read_exactly(yuan: object, fen: int) -> None:
    assert money.fen_of_yuan(yuan) == fen


@pytest.mark.parametrize(
    ("yuan", "code"),
    [
        (0.1, "float_amount"),
        (1234.0, "float_amount"),
        ("1.234", "precision"),
        (Decimal("1.230"), "precision"),
        ("1,234.00", "wrong_type"),
        ("1e3", "wrong_type"),
        ("", "wrong_type"),
        (True, "wrong_type"),
        (None, "wrong_type"),
        (Decimal("NaN"), "wrong_type"),
        (Decimal("1E+900000"), "out_of_range"),
        (10**15, "out_of_range"),
    ],
)
def test_other_amounts_are_refused_with_their_code(yuan: object, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        money.fen_of_yuan(yuan, "amounts.drugs")

    assert caught.value.codes == (code,)
    assert caught.value.problems[0].field == "amounts.drugs"


@patient
@given(fen=amounts)
def test_fen_survive_writing_and_reading(fen: int) -> None:
    assert money.fen_of_yuan(money.yuan_of_fen(fen)) == fen


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        (Fraction(4, 5), "80.00"),
        (Fraction(823, 1030), "79.90"),
        (Fraction(79_999_999, 100_000_000), "79.99"),  # never shown as 80.00
        (Fraction(-9, 500), "-1.80"),
        (Fraction(-1, 10**6), "0.00"),
        (Fraction(0), "0.00"),
    ],
)
def test_percentages_are_cut_never_rounded_up(rate: Fraction, percent: str) -> None:
    assert money.truncated_percent(rate) == percent


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(123_092, 10), "12309.2"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 400), "-0.0025"),
        (Fraction(1, 8), "0.125"),
        (12, "12"),
        (Fraction(0), "0"),
    ],
)
def test_exact_numbers_are_written_as_they_are(number: Fraction | int, text: str) -> None:
    assert money.plain(number) == text
