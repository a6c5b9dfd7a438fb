"""The commands: the report in words, exit codes, and the error file that is mended and imported."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from contracts.models import ImportBatch, Resident
from tests.imports.county import RESIDENT_HEADERS, County, id_number

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"
GOOD = ("王桂兰", id_number(), "女", "", "990101")


def run(kind: str, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run a command in English; answers what it said on both channels, checks the exit code."""
    out, err = io.StringIO(), io.StringIO()
    returned = 0
    try:
        call_command(f"import_{kind}", *arguments, "--language", "en", stdout=out, stderr=err)
    except CommandError as error:
        returned = error.returncode
        err.write(str(error))
    assert returned == code, err.getvalue()
    return out.getvalue(), err.getvalue()


def test_the_samples_of_the_documentation_import_in_their_order(county: County) -> None:
    for kind in ("residents", "contracts", "visits", "encounters"):
        out, err = run(kind, str(SAMPLES / f"{kind}.zh.csv"))
        assert "written" in out, err

    for kind in ("residents", "contracts", "visits", "encounters"):
        out, err = run(kind, str(SAMPLES / f"{kind}.en.xlsx"))
        assert "nothing was changed" in out, err


def test_an_error_names_file_row_column_value_and_what_is_expected(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, ("王桂兰", id_number(), "女", "12", "990101"))

    _, err = run("residents", str(path), code=1)

    assert "file.csv, row 2, 联系电话, “*”" not in err
    assert "file.csv, row 2, 联系电话," in err
    assert "Expected a mobile number of 11 digits" in err
    assert "Nothing was written." in err


def test_accept_valid_writes_the_rest_and_the_mended_error_file_completes_it(
    county: County,
) -> None:
    other = id_number(date(1948, 12, 9), 11)
    path = county.csv(
        RESIDENT_HEADERS, GOOD, ("=HYPERLINK(1)", other, "男", "+86 1390000000", "990101")
    )

    _, err = run("residents", str(path), "--accept-valid", code=3)

    errors = path.with_name("file.errors.csv")
    assert errors.name in err
    assert Resident.objects.count() == 1
    lines = list(csv.reader(io.StringIO(errors.read_bytes().decode("utf-8-sig"))))
    assert lines[0] == [*RESIDENT_HEADERS, "错误 error"]
    assert lines[1][0] == "'=HYPERLINK(1)"  # no spreadsheet runs it
    assert lines[1][1].endswith(other)
    assert lines[1][3].startswith("'+86")
    lines[1][0], lines[1][3] = "单晓明", "13900000001"
    with errors.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)

    out, _ = run("residents", str(errors))

    assert "1 row, written: 1" in out
    assert set(Resident.objects.values_list("name", flat=True)) == {"王桂兰", "单晓明"}


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, GOOD)

    out, _ = run("residents", str(path), "--dry-run")

    assert "1 row, new: 1" in out
    assert not Resident.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_dry_run_with_errors_ends_with_1(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, GOOD, GOOD)

    _, err = run("residents", str(path), "--dry-run", "--accept-valid", code=1)

    assert "Row 2 already says this." in err
    assert not path.with_name("file.errors.csv").exists()


def test_progress_goes_to_standard_error(
    county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    run("residents", str(county.csv(RESIDENT_HEADERS, GOOD)))

    assert "100 %" in capsys.readouterr().err


def test_a_command_as_a_centre_admin_is_limited_to_the_own_organisation(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, ("王桂兰", id_number(), "女", "", "990200"))

    _, err = run("residents", str(path), "--by", "admin-0", code=1)

    assert "There is no region with this code." in err


def test_a_file_that_does_not_exist_and_an_unknown_admin_are_said(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, GOOD)

    _, missing = run("residents", str(county.folder / "none.csv"), code=1)
    _, nobody = run("residents", str(path), "--by", "nobody", code=1)

    assert "There is no file" in missing
    assert "There is no centre admin" in nobody
