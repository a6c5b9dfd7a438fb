"""Whom a text finds: every way in which people type it, and nothing that the database cannot read."""

from __future__ import annotations

import pytest

from contracts.models import Resident
from tests.world import World, unsigned

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    return [resident.name for resident in Resident.objects.found_by(text)]


@pytest.mark.parametrize(
    "text", ["单晓明", "单晓", "shanxiao", "Shan Xiao Ming", "sxm", "DXM", "　单晓明 "]
)
def test_a_name_its_pinyin_and_its_initials_find(world: World, text: str) -> None:
    unsigned(world.here, name="单晓明")

    assert names(text) == ["单晓明"]


def test_full_width_digits_find_like_the_others(world: World) -> None:
    resident = unsigned(world.here, name="单晓明")
    wide = resident.phone_tail.translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789"})

    assert names(wide) == names(resident.phone_tail)
    assert resident.name in names(wide)


def test_the_fifteen_digits_of_an_old_card_find(world: World) -> None:
    resident = unsigned(world.here, name="单晓明")
    number = resident.id_number
    assert number[6:8] == "19"

    assert names(number[:6] + number[8:17]) == ["单晓明"]


@pytest.mark.parametrize("text", ["%", "_", "单%", "\\", "\0", "单\0", "", " ", "12\0 4"])
def test_wildcards_and_what_no_text_holds_find_nobody(world: World, text: str) -> None:
    unsigned(world.here, name="单晓明")

    assert names(text) == []
