"""A sealed value opens at its own place with its own key, and nowhere else."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from contracts import crypto

PLACE = "contracts_resident.id_sealed:7"


def test_a_seal_opens_at_its_place() -> None:
    assert crypto.unseal(crypto.seal("11010519491231002X", place=PLACE), place=PLACE) == (
        "11010519491231002X"
    )


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert crypto.seal("a", place=PLACE) != crypto.seal("a", place=PLACE)


def test_a_seal_moved_to_another_row_does_not_open() -> None:
    sealed = crypto.seal("a", place=PLACE)

    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, place="contracts_resident.id_sealed:8")


def test_another_key_does_not_open(settings: Settings) -> None:
    sealed = crypto.seal("a", place=PLACE)
    settings.FIELD_KEY = "1f" * 32

    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, place=PLACE)


def test_a_seal_of_an_unknown_key_says_which_key_is_missing() -> None:
    sealed = b"k2" + crypto.seal("a", place=PLACE)[2:]

    with pytest.raises(ImproperlyConfigured, match="k2"):
        crypto.unseal(sealed, place=PLACE)
