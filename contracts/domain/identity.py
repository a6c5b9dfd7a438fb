"""Identity numbers by GB 11643: is it one, and which birth date and sex does it state?"""

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from contracts.domain.errors import DomainError

LENGTH = 18
LEGACY_LENGTH = 15
MALE, FEMALE = "1", "2"  # GB/T 2261.1


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number whose check digit, birth date and region hold."""

    number: str
    born_on: date
    sex: str
    region_code: str

    @property
    def last4(self) -> str:
        """The four characters that a doctor searches by."""
        return self.number[-4:]


def parse(text: str, *, known_regions: frozenset[str] = frozenset()) -> IdentityNumber:
    """Read an identity number as people write it: blanks, a small x, the legacy 15 digits.

    ``known_regions`` are six-digit codes accepted beside the national list (current and retired codes of
    GB/T 2260, and the residence permits 81, 82, 83), such as the code of a synthetic city.
    Errors: ``id_length``, ``id_characters``, ``id_birth_date``, ``id_check_digit``, ``id_region``.
    """
    number = as_18_digits(text.strip().replace(" ", "").upper())
    if len(number) != LENGTH:
        raise DomainError("id_length", "id_number")
    if not number.isascii() or not number[:-1].isdigit() or number[-1] not in "0123456789X":
        raise DomainError("id_characters", "id_number")
    try:
        born_on: date = ric.get_birth_date(number)
    except ValidationError as error:
        raise DomainError("id_birth_date", "id_number") from error
    if ric.calc_check_digit(number) != number[-1]:
        raise DomainError("id_check_digit", "id_number")
    if not _is_known_region(number, known_regions):
        raise DomainError("id_region", "id_number", {"region": number[:6]})
    sex = MALE if int(number[16]) % 2 else FEMALE
    return IdentityNumber(number=number, born_on=born_on, sex=sex, region_code=number[:6])


def as_18_digits(number: str) -> str:
    """A legacy number of 15 digits with its century and check character; anything else as it is."""
    if len(number) != LEGACY_LENGTH or not number.isascii() or not number.isdigit():
        return number
    body = f"{number[:6]}19{number[6:]}"
    check: str = ric.calc_check_digit(body + "0")
    return body + check


def _is_known_region(number: str, known_regions: frozenset[str]) -> bool:
    if number[:6] in known_regions or number[:2] in {"81", "82", "83"}:
        return True
    try:
        ric.get_birth_place(number)
    except ValidationError:
        return False
    return True


def masked(number: str) -> str:
    """What a list may show: six characters of region, then stars, then the last four."""
    return f"{number[:6]}********{number[-4:]}"
