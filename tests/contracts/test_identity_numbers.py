"""Identity numbers by GB 11643, with numbers checked by hand."""

import pytest

from contracts.domain import identity
from contracts.domain.errors import DomainError


def test_the_example_of_the_standard_is_valid() -> None:
    card = identity.parse("11010519491231002X")

    assert (card.born_on.isoformat(), card.sex, card.last4) == ("1949-12-31", "2", "002X")


def test_fifteen_digits_of_an_old_card_get_century_and_check_character() -> None:
    assert identity.parse("110105491231002").number == "11010519491231002X"


def test_a_wrong_check_character_is_refused() -> None:
    with pytest.raises(DomainError, match="id_check_digit"):
        identity.parse("110105194912310021")
