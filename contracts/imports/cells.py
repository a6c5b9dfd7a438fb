"""One cell as a value: text as people and spreadsheets write it, to dates, exact numbers and keys.

Every function takes the text of a non-empty cell and raises CellError with a code when it does not fit.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

# What Excel counts its days from; the day before the first of its calendar, moved by its leap-year mistake.
EXCEL_DAY_ZERO = date(1899, 12, 30)
# Serial days are read when they have five digits: 10000 is 1927-05-18, 73050 is 2099-12-31.
EXCEL_SERIALS = range(10_000, 73_051)
# Excel keeps fifteen digits of a number; every digit behind is lost.
EXCEL_DIGITS = 15

DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.ASCII)
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
TIME_OF_DAY = re.compile(
    r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", re.ASCII
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE]\+?\d+", re.ASCII)
SEPARATORS = re.compile(r"[;,、+/|，；\s]+")
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
FIXED_LINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?", re.ASCII)


class NumberCell(str):
    """The text of a cell that the workbook holds as a number: an identity number here has lost digits."""

    __slots__ = ()


class FormulaCell(str):
    """The text of a cell that holds a formula; its result is not known to be what anybody saw."""

    __slots__ = ()


class ErrorCell(str):
    """The text of a cell that shows an error of the spreadsheet, such as #N/A."""

    __slots__ = ()


class CellError(ValueError):
    """The cell is not what its column holds; ``code`` and ``values`` say what was expected."""

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.values = dict(values or {})
        super().__init__(code)


def trimmed(raw: str) -> str:
    """The text without blanks at its ends, full-width and no-break blanks included; its kind of cell stays."""
    stripped = raw.strip().strip("\ufeff\u200b").strip()
    return raw if stripped == raw else type(raw)(stripped)


def narrow(raw: str) -> str:
    """The text with full-width digits, letters and signs as narrow ones."""
    return raw if raw.isascii() else unicodedata.normalize("NFKC", raw).strip()


def day(raw: str) -> date:
    """A calendar day: 2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日, or Excel's serial day.

    A time behind the day is dropped. Years of two digits and days before months are refused: they can be read
    in two ways.
    """
    found = TIME_OF_DAY.sub("", narrow(raw)).replace(" ", "")
    match = DATE.fullmatch(found) or COMPACT_DATE.fullmatch(found)
    if match is None:
        if SERIAL.fullmatch(found) and int(found[:5]) in EXCEL_SERIALS:
            return EXCEL_DAY_ZERO + timedelta(days=int(found[:5]))
        raise CellError("not_a_date")
    year, month, day_of_month = (int(part) for part in match.groups())
    try:
        return date(year, month, day_of_month)
    except ValueError as error:
        raise CellError("no_such_day") from error


def decimal(raw: str, *, places: int, largest: Decimal) -> Decimal:
    """An exact number of at most so many decimals, below ``largest`` and not negative."""
    found = narrow(raw).replace(" ", "")
    if not NUMBER.fullmatch(found):
        raise CellError("not_a_number")
    value = Decimal(found.replace(",", ""))
    if value < 0:
        raise CellError("negative")
    if value > largest:
        raise CellError("too_large", {"limit": str(largest)})
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise CellError("too_many_places", {"places": str(places)})
    return value


def number(places: int, largest: Decimal | str = "999999999") -> Callable[[str], Decimal]:
    """A reader of exact numbers with at most so many decimals."""
    limit = Decimal(largest)
    return lambda raw: decimal(raw, places=places, largest=limit)


def whole(raw: str) -> int:
    """A whole number from 0 to 32767, the largest that a count or a pressure takes."""
    value = decimal(raw, places=6, largest=Decimal(32_767))
    if value != value.to_integral_value():
        raise CellError("not_whole")
    return int(value)


def text(limit: int) -> Callable[[str], str]:
    """A reader of free text of at most so many characters; full-width punctuation stays."""

    def read(raw: str) -> str:
        found = " ".join(str(raw).split())
        if len(found) > limit:
            raise CellError("too_long", {"limit": str(limit)})
        if any(unicodedata.category(char) == "Cc" for char in found):
            raise CellError("control_character")
        return found

    return read


def key(limit: int) -> Callable[[str], str]:
    """A reader of codes and numbers that are text: leading zeros stay, a number cut by Excel is refused."""

    def read(raw: str) -> str:
        found = narrow(str(raw)).replace(" ", "")
        digits = sum(char.isdigit() for char in found)
        if SCIENTIFIC.fullmatch(found) or (isinstance(raw, NumberCell) and digits > EXCEL_DIGITS):
            raise CellError("cut_by_excel")
        if len(found) > limit:
            raise CellError("too_long", {"limit": str(limit)})
        if not found.isprintable():
            raise CellError("control_character")
        return found

    return read


def identity_number(raw: str) -> str:
    """The characters of an identity number, upper case; whether it is one is checked with the known regions."""
    return key(40)(raw).upper()


def phone(raw: str) -> str:
    """A mobile number, or a fixed line with its area code; a leading +86 is dropped."""
    found = key(40)(raw).replace("(", "").replace(")", "-")
    found = re.sub(r"^(?:\+|00)86-?", "", found)
    compact = found.replace("-", "")
    if MOBILE.fullmatch(compact):
        return compact
    if FIXED_LINE.fullmatch(found):
        return found
    raise CellError("not_a_phone")


def folded(raw: str) -> str:
    """The text as it is compared with a list: narrow, lower case, without blanks."""
    return "".join(narrow(str(raw)).lower().split())


def one_of(accepted: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of one value of a list, by code or by any of its words; ``accepted`` is word to value."""
    table = {folded(word): value for word, value in accepted.items()}

    def read(raw: str) -> str:
        value = table.get(folded(raw))
        if value is None:
            raise CellError("not_in_list", {"accepted": _shown(accepted)})
        return value

    return read


def several_of(accepted: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """A reader of several values of a list, parted by ; , 、 + / or blanks; each value counts once."""
    table = {folded(word): value for word, value in accepted.items()}

    def read(raw: str) -> tuple[str, ...]:
        whole_cell = table.get(folded(raw))
        if whole_cell is not None:
            return (whole_cell,)
        found: list[str] = []
        for part in filter(None, SEPARATORS.split(str(raw))):
            value = table.get(folded(part))
            if value is None:
                raise CellError("not_in_list", {"accepted": _shown(accepted)})
            found.append(value)
        return tuple(dict.fromkeys(found))

    return read


YES_NO = {
    "是": "yes", "否": "no", "有": "yes", "无": "no", "yes": "yes", "no": "no", "y": "yes", "n": "no",
    "true": "yes", "false": "no", "1": "yes", "0": "no",
}  # fmt: skip


def yes_or_no(raw: str) -> bool:
    """是/否, yes/no, 1/0."""
    return one_of(YES_NO)(raw) == "yes"


def _shown(accepted: Mapping[str, str]) -> str:
    """The first words of each value, for the message."""
    words: dict[str, list[str]] = {}
    for word, value in accepted.items():
        words.setdefault(value, []).append(word)
    return "; ".join("/".join(found[:2]) for found in words.values())
