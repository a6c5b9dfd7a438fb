"""Every refusal has words in the reader's language; a missing number never breaks the page that shows it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from django.db import IntegrityError

from config.log_lines import LineFormatter
from contracts.domain.errors import DomainError
from contracts.models import Resident
from contracts.wording import ERROR_WORDS, error_message
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
RAISED = re.compile(r"(?:DomainError|NotPermittedError)\(\s*\"(\w+)\"")


def test_every_code_that_services_raise_has_words() -> None:
    raised = {
        code
        for app in ("contracts", "followup", "capitation")
        for path in (ROOT / app).rglob("*.py")
        for code in RAISED.findall(path.read_text("utf-8"))
    }

    assert raised - ERROR_WORDS.keys() == set()


@pytest.mark.parametrize("code", sorted(ERROR_WORDS))
def test_words_stand_even_when_a_number_is_missing(code: str) -> None:
    assert error_message(DomainError(code))


@pytest.mark.django_db
def test_a_refused_row_is_not_told_to_the_log(world: World) -> None:
    resident = world.here.residents[0]
    try:
        Resident.objects.filter(pk=resident.pk).update(died_on="1900-01-01")
    except IntegrityError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "refused", (), None)
        record.exc_info = (type(error), error, error.__traceback__)

    line = LineFormatter("{message}", style="{").format(record)

    assert resident.name in str(record.exc_info[1])
    assert resident.name not in line
    assert "DETAIL:  left out" in line
