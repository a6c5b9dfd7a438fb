"""`manage.py price` and `check_scheme` run without a database and refuse with exit code 2."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.payment.cases import SCHEMES, text_of
from tests.payment.test_calculator import RESULTS

ROOT = Path(__file__).parents[2]
NOWHERE = "postgres://nobody@127.0.0.1:1/none"


@pytest.fixture
def results_file(tmp_path: Path) -> Path:
    path = tmp_path / "results.toml"
    path.write_text(RESULTS, encoding="utf-8")
    return path


def test_price_prints_the_payment_and_nothing_else(results_file: Path) -> None:
    out = StringIO()

    call_command("price", str(SCHEMES / "city_htn_2025.toml"), str(results_file), stdout=out)

    assert json.loads(out.getvalue())["total_yuan"] == "1026131.45"


def test_price_refuses_with_code_field_and_value(results_file: Path) -> None:
    results_file.write_text(RESULTS.replace("1234567.89", "1234567.891"), encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        call_command("price", str(SCHEMES / "city_htn_2025.toml"), str(results_file))

    assert caught.value.returncode == 2
    assert "amounts.disease_payments: precision: 1234567.891" in str(caught.value)


def test_check_scheme_prints_title_hash_components_and_warnings() -> None:
    out = StringIO()

    call_command("check_scheme", str(SCHEMES / "seed_a_2025.toml"), stdout=out)

    text = out.getvalue()
    assert "签约人头付费与控制率阶梯奖励" in text
    assert "sha256 " in text
    assert "step_bonus" in text
    assert "warning: components[1].score.max_steps: unlimited" in text


def test_check_scheme_lists_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    changes = (('currency = "CNY"', 'currency = "USD"'), ("value = 240", "value = -240"))
    path.write_text(text_of("seed_a_2025", *changes), encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        call_command("check_scheme", str(path))

    assert caught.value.returncode == 2
    assert str(caught.value).startswith("2 problem(s)")


def test_the_calculator_needs_no_database_and_shows_no_traceback(results_file: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "price", *arguments],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": NOWHERE},
            capture_output=True,
            text=True,
            check=False,
        )

    scheme = str(SCHEMES / "city_htn_2025.toml")
    priced = run(scheme, str(results_file))
    refused = run(scheme, "none.toml")

    assert (priced.returncode, priced.stderr) == (0, "")
    assert json.loads(priced.stdout)["scheme"] == "city_htn"
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "not_readable" in refused.stderr
    assert "Traceback" not in refused.stderr
