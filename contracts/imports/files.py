"""What a file is, by its content and not by its name; what is too large or no table is refused in no time."""

import zipfile
from pathlib import Path
from typing import Literal

from contracts.imports.problems import FileRefusedError, Problem

Form = Literal["csv", "xlsx"]

# A workbook unpacks to about ten times its size; beyond these it is a bomb or no table for a county.
MOST_UNPACKED_BYTES = 250 * 1024 * 1024
MOST_SHARED_TEXT_BYTES = 60 * 1024 * 1024
MOST_PARTS = 2_000
MOST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024

# The first bytes of files that people upload by mistake.
SIGNATURES: dict[bytes, str] = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS / DOC",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}
MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table")
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"


def form_of(path: Path, *, max_bytes: int) -> Form:
    """Whether the file is CSV text or an XLSX workbook. Raises FileRefusedError for everything else."""
    size = path.stat().st_size
    if size > max_bytes:
        raise _refused("file_too_large", limit=str(max_bytes // 1024**2), size=str(size // 1024**2))
    if size == 0:
        raise _refused("file_empty")
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        _check_workbook(path)
        return "xlsx"
    for signature, name in SIGNATURES.items():
        if start.startswith(signature):
            raise _refused("wrong_type", found=name)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise _refused("wrong_type", found="HTML / XML")
    if b"\x00" in start:
        raise _refused(
            "wrong_type", found="UTF-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "?"
        )
    return "csv"


def _check_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            names = {part.filename for part in parts}
            if CONTENT_TYPES not in names or WORKBOOK not in names:
                raise _refused("wrong_type", found="ZIP")
            types = archive.read(CONTENT_TYPES)
            if b"macroEnabled" in types or any(
                name.lower().endswith("vbaproject.bin") for name in names
            ):
                raise _refused("macro_workbook")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_markup(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _refused("wrong_type", found="ZIP") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED_BYTES
        or shared > MOST_SHARED_TEXT_BYTES
        or (unpacked > RATIO_COUNTS_FROM and unpacked // packed > MOST_RATIO)
    ):
        raise _refused("unpacks_too_large", limit=str(MOST_UNPACKED_BYTES // 1024**2))


def _check_markup(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No spreadsheet writes a document type; one that has it wants to expand entities."""
    with archive.open(part) as stream:
        if b"<!DOCTYPE" in stream.read(2048).upper():
            raise _refused("wrong_type", found="XML")


def _refused(code: str, **values: str) -> FileRefusedError:
    return FileRefusedError(Problem(code, values=values))
