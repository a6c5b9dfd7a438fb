"""The same seed, size and day give the same rows; the second start of a demo shows the people of the first."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def digest(city):
    return hashlib.sha256(repr(sorted(city.items())).encode()).hexdigest()


def test_the_same_seed_gives_the_same_rows(inventing):
    assert digest(inventing(300)) == digest(inventing(300))


def test_the_rows_do_not_depend_on_the_order_of_sets_in_a_process():
    program = (
        "import hashlib, sys; sys.path[:0] = ['.', 'tests/city']; from conftest import invent;"
        " print(hashlib.sha256(repr(sorted(invent(60).items())).encode()).hexdigest())"
    )

    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }

    assert len(found) == 1


def test_another_seed_gives_another_city(inventing):
    assert digest(inventing(100, seed=7)) != digest(inventing(100, seed=8))


def test_more_residents_leave_the_first_ones_as_they_are(inventing):
    few, many = inventing(100), inventing(200)

    assert many["contracts_resident"][:100] == few["contracts_resident"]
    assert many["followup_visit"][: len(few["followup_visit"])] == few["followup_visit"]
