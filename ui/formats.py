"""How numbers, dates and names are written on a page. Plain Python: no Django, no clock.

Money comes in as integer fen, rates as two integers. Nothing here rounds money; a rate is cut,
never rounded up, so that 79.999 % never reads as the threshold of 80 %.
"""

from datetime import date, datetime, timedelta

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
FEN_PER_YUAN = 100
SHORT_NAME = 2
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def yuan(amount_fen: int, *, signed: bool = False) -> str:
    """Write integer fen as yuan: 123456 -> "1,234.56"; ``signed`` writes the plus too."""
    whole, fen = divmod(abs(amount_fen), FEN_PER_YUAN)
    sign = ""
    if amount_fen < 0:
        sign = MINUS
    elif signed and amount_fen > 0:
        sign = "+"
    return f"{sign}{whole:,}.{fen:02d}"


def rate(numerator: int, denominator: int) -> str | None:
    """Write a share in per cent, cut to two decimals; None when nobody was measured."""
    if denominator <= 0:
        return None
    hundredths = abs(numerator) * 10_000 // denominator
    sign = MINUS if numerator < 0 else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}{NO_BREAK}%"


def tenths_of_percent(counts: list[int]) -> list[int]:
    """Split 1000 tenths of a per cent by ``counts`` so that the shown shares add to 100.0.

    The largest remainders get the missing tenths; at a tie the earlier part wins. All zero when
    nobody is counted.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    shares = [count * 1000 // total for count in counts]
    by_remainder = sorted(
        range(len(counts)), key=lambda place: (-(counts[place] * 1000 % total), place)
    )
    for place in by_remainder[: 1000 - sum(shares)]:
        shares[place] += 1
    return shares


def percent_of_tenths(tenths: int) -> str:
    """Write 654 tenths as "65.4 %"."""
    return f"{tenths // 10}.{tenths % 10}{NO_BREAK}%"


def day(value: date, language: str) -> str:
    """Write a day: 2025年3月1日 or 1 Mar 2025."""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_short(value: date, language: str) -> str:
    """Write a day whose year is clear from its place: 3月1日 or 1 Mar."""
    if language.startswith("zh"):
        return f"{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]}"


def month(value: date, language: str) -> str:
    """Write a month: 2025年3月 or Mar 2025."""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月"
    return f"{MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, language: str) -> str:
    """Write an instant, already in local time: 2025年3月1日 14:06 or 1 Mar 2025, 14:06."""
    joint = " " if language.startswith("zh") else ", "
    return f"{day(value.date(), language)}{joint}{value:%H:%M}"


def last_day(exclusive_end: date) -> date:
    """Return the last day that a half-open span covers."""
    return exclusive_end - timedelta(days=1)


def masked_name(name: str) -> str:
    """Keep the surname and hide the rest: 王桂兰 -> 王**, Wang Guilan -> Wang ***."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return f"{name.split()[0]} ***" if " " in name else f"{name[0]}***"
    return name[0] + "*" * max(len(name) - 1, 1)


def masked_middle(value: str, head: int, tail: int) -> str:
    """Hide the middle of an ID or phone number; a value too short to hide is hidden whole."""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
