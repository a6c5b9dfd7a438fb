"""Files that are no table, too large, or lack columns are refused in no time, and nothing is written."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest

from contracts.imports import files, staging
from contracts.imports.problems import FileRefusedError
from tests.imports.county import RESIDENT_HEADERS, County, codes, id_number

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 50 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"


def refused(path: Path) -> str:
    """The code with which a file is refused."""
    with pytest.raises(FileRefusedError) as error:
        files.form_of(path, max_bytes=LIMIT)
    return error.value.problems[0].code


def workbook(path: Path, parts: dict[str, bytes]) -> Path:
    """A ZIP with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_file_of_60_mb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    started = time.perf_counter()

    code = refused(path)

    assert code == "file_too_large"
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x89PNG\r\n",
        b"<html><table>",
        b"\xff\xfea\x00b\x00",
    ],
)
def test_another_type_under_the_name_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "residents.csv"
    path.write_bytes(content)

    assert refused(path) == "wrong_type"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"readme.txt": b"hello"})

    assert refused(path) == "wrong_type"


def test_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    types = b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"
    path = workbook(tmp_path / "a.xlsx", {CONTENT_TYPES: types, "xl/workbook.xml": b"<workbook/>"})

    assert refused(path) == "macro_workbook"


def test_a_zip_bomb_is_refused_quickly_and_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(CONTENT_TYPES, "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(30):
                part.write(b"0" * 10_000_000)
    tracemalloc.start()
    started = time.perf_counter()

    code = refused(path)

    seconds, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "unpacks_too_large"
    assert seconds < 2
    assert peak < 10_000_000


def test_a_workbook_that_expands_entities_is_refused(tmp_path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    path = workbook(tmp_path / "a.xlsx", {CONTENT_TYPES: b"<Types/>", "xl/workbook.xml": evil})

    assert refused(path) == "wrong_type"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {CONTENT_TYPES: b"<Types/>", "xl/workbook.xml": b"<workb"})

    with pytest.raises(FileRefusedError) as error:
        staging.stage(path, (), max_bytes=LIMIT)

    assert error.value.problems[0].code == "broken_workbook"


def test_text_in_no_known_encoding_is_refused(county: County) -> None:
    path = county.folder / "a.csv"
    path.write_bytes("姓名,身份证号\n".encode("gb18030") + b"\xff\xff\xff,1\n")

    outcome = county.run("residents", path)

    assert codes(outcome) == [(0, "", "unknown_encoding")]


def test_missing_and_unknown_columns_are_named_with_the_nearest(county: County) -> None:
    path = county.csv(("姓名", "身份证", "联系电化"), ("王桂兰", id_number(), "13900000001"))

    outcome = county.run("residents", path)

    assert codes(outcome) == [
        (1, "联系电化", "unknown_column"),
        (1, "行政区划代码 / Region code", "missing_column"),
    ]
    assert outcome.problems[0].values["nearest"] == "联系电话"


def test_two_headers_of_one_meaning_are_refused(county: County) -> None:
    path = county.csv((*RESIDENT_HEADERS, "手机"), ("王桂兰", id_number(), "女", "", "990101", ""))

    assert codes(county.run("residents", path)) == [(1, "手机", "doubled_column")]


def test_an_empty_file_and_a_header_alone_are_refused(county: County) -> None:
    empty = county.folder / "empty.csv"
    empty.write_bytes(b"")

    assert codes(county.run("residents", empty)) == [(0, "", "file_empty")]
    assert codes(county.run("residents", county.csv(RESIDENT_HEADERS))) == [(0, "", "no_rows")]


def test_a_csv_whose_quotation_mark_never_ends_is_refused(county: County) -> None:
    path = county.folder / "a.csv"
    path.write_text(
        '姓名,身份证号,行政区划代码\n"王桂兰,1,990101\n' + "x" * 40_000, encoding="utf-8"
    )

    assert codes(county.run("residents", path)) == [(2, "", "broken_csv")]
