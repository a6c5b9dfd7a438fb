"""A statement in words, on the command line; and how steady a rate is."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from capitation.intervals import wilson
from tests.settlement.conftest import Settled


def said(settled: Settled, language: str) -> str:
    from capitation.models import Statement

    text = StringIO()
    pk = Statement.objects.get(run=settled.run, team__code="H99010100001-02").pk
    call_command("explain", pk, language=language, stdout=text)
    return text.getvalue()


def test_explain_prints_every_line_with_clause_numbers_and_results(settled: Settled) -> None:
    text = said(settled, "en")

    assert "Hypertension capitation:" in text
    assert "Clause: 800 yuan per hypertension patient and year" in text
    assert "cn.htn.control_2017 v1.0.0:" in text
    assert "SHA-256" in text


def test_explain_speaks_chinese(settled: Settled) -> None:
    text = said(settled, "zh-hans")

    assert "高血压人头费" in text
    assert "高血压患者每人每年800元" in text


def test_explain_says_when_there_is_no_such_statement(settled: Settled) -> None:
    with pytest.raises(CommandError, match="no statement 0"):
        call_command("explain", 0)


def test_wilson_interval() -> None:
    # 467 of 512: centre (0.912109 + 3.8415/1024) / (1 + 3.8415/512) = 0.909040, half width 0.024635
    found = wilson(467, 512)

    assert found is not None
    assert found.low_percent == Decimal("88.44")
    assert found.high_percent == Decimal("93.37")
    assert wilson(0, 0) is None
