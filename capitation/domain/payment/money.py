"""Exact money: integer fen inside, yuan with two decimals at the edge, one rounding, one allocation.

Source of the rules: reference/schemes.md 1.1 to 1.3. No float ever enters; a float handed in is
refused, because its value is already not the one that was written down.
"""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from capitation.domain.payment.problems import refuse

FEN_PER_YUAN = 100
FEN_DECIMALS = 2
MONTHS_PER_YEAR = 12
LARGEST_YUAN_DIGITS = 15

PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def round_fen(amount_fen: Fraction) -> int:
    """Round an exact amount of fen half away from zero: 0.5 gives 1, -0.5 gives -1.

    Works on integers only, so that a tie is never turned by an inexact quotient.
    """
    numerator, denominator = abs(amount_fen.numerator), amount_fen.denominator
    rounded = (2 * numerator + denominator) // (2 * denominator)
    return -rounded if amount_fen < 0 else rounded


def allocate(total_fen: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Split a total by weights with the largest remainder; the parts always add up to the total.

    Spare fen go to the largest remainders, ties to the earlier entry, so the order of `weights` is
    part of the rule (payee code ascending, or the order written in the scheme). A negative total
    mirrors the positive one. A weight of 0 receives nothing.

    Errors: `out_of_range` for a negative weight, `zero_weights` when nothing can receive the total.
    """
    if any(weight < 0 for weight in weights):
        raise refuse("out_of_range", "weights", min(weights), expected="weights of 0 or more")
    whole = sum(weights, Fraction(0))
    if whole == 0:
        raise refuse("zero_weights", "weights", total_fen, expected="at least one positive weight")
    size = abs(total_fen)
    exact = [Fraction(size * weight) / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: size - sum(parts)]:
        parts[place] += 1
    return [-part for part in parts] if total_fen < 0 else parts


def residents_part(line_fen: int, weights: Sequence[Fraction | int]) -> list[int]:
    """Each resident's part of a line, by weighted person-months in the order given (1.3).

    The same allocation as everywhere, so an evidence list adds up to its line.
    """
    return allocate(line_fen, weights)


def cumulative_parts(year_fen: Fraction | int, months: int = MONTHS_PER_YEAR) -> list[int]:
    """Monthly parts of a yearly amount by cumulative rounding; they add up to the rounded year."""
    reached = [round_fen(Fraction(year_fen) * month / months) for month in range(months + 1)]
    return [later - earlier for earlier, later in itertools.pairwise(reached)]


def fen_of_yuan(yuan: object, field: str = "amount") -> int:
    """Read a yuan amount (int, Decimal or text) exactly into fen.

    Errors: `float_amount` for a binary float, `precision` for more than two decimals written,
    `wrong_type` for anything that is not a plain number, `out_of_range` beyond 15 digits.
    """
    if isinstance(yuan, float):
        raise refuse("float_amount", field, yuan, expected="a decimal, never a binary float")
    if isinstance(yuan, str) and PLAIN_NUMBER.fullmatch(yuan):
        yuan = Decimal(yuan)
    if isinstance(yuan, int) and not isinstance(yuan, bool):
        yuan = Decimal(yuan)
    if not isinstance(yuan, Decimal) or not yuan.is_finite():
        raise refuse("wrong_type", field, yuan, expected="an amount in yuan such as 1234.56")
    if yuan.adjusted() >= LARGEST_YUAN_DIGITS:
        raise refuse("out_of_range", field, yuan, expected="less than 10^15 yuan")
    if decimals(yuan) > FEN_DECIMALS:
        raise refuse("precision", field, yuan, expected="at most two decimals (fen)")
    return int(yuan.scaleb(FEN_DECIMALS))


def decimals(number: Decimal) -> int:
    """How many decimals were written: 2 for 1.50, 0 for 15 and for 1.5E+1."""
    exponent = number.as_tuple().exponent
    return max(0, -int(exponent))


def yuan_of_fen(fen: int) -> str:
    """Fen as yuan text with exactly two decimals: -5 gives "-0.05"."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan}.{rest:02d}"


def truncated_percent(rate: Fraction) -> str:
    """A rate as a percentage cut (not rounded) to two decimals, so "80.00" is always at least 80."""
    hundredths = abs(rate) * 10_000
    whole = hundredths.numerator // hundredths.denominator
    sign = "-" if rate < 0 and whole else ""
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def plain(number: Fraction | int) -> str:
    """An exact number as text: a finite decimal where there is one, otherwise a fraction n/d."""
    exact = Fraction(number)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{exact.numerator}/{exact.denominator}"
    places = 0
    while (exact * 10**places).denominator != 1:
        places += 1
    digits = str(abs((exact * 10**places).numerator)).rjust(places + 1, "0")
    sign = "-" if exact < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
