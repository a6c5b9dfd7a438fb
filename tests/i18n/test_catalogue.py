"""The Chinese catalogue is complete, keeps its placeholders, and is compiled as it is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.i18n.catalogue import ROOT, Entry, compiled, entries

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")
SOURCES = (
    "capitation", "config", "contracts", "followup", "jobs", "locale", "ops", "templates", "ui",
)  # fmt: skip


def placeholders(entry: Entry, text: str) -> Counter[str]:
    """What is filled in; texts that format nothing may hold a lone per-cent sign."""
    return Counter(PLACEHOLDER.findall(text))


def named(found: list[str]) -> str:
    return "\n".join(found)


def test_every_string_is_translated() -> None:
    found = [entry.source for entry in entries() if not entry.translated]

    assert not found, named(found)


def test_no_translation_is_a_guess() -> None:
    found = [entry.source for entry in entries() if "fuzzy" in entry.flags]

    assert not found, named(found)


def test_every_placeholder_is_kept() -> None:
    found = [
        f"{entry.source} -> {entry.translated}"
        for entry in entries()
        if placeholders(entry, entry.translated)
        != placeholders(entry, entry.fields.get("msgid_plural", entry.source))
    ]

    assert not found, named(found)


def test_ends_are_kept() -> None:
    """Line breaks at the ends belong to the layout of what is printed."""
    found = [
        entry.source
        for entry in entries()
        if entry.source.startswith("\n") != entry.translated.startswith("\n")
        or entry.source.endswith("\n") != entry.translated.endswith("\n")
    ]

    assert not found, named(found)


def test_compiled_as_written() -> None:
    written = {entry.key: entry.translated for entry in entries()}

    assert compiled() == written, "run: make messages"


def test_no_string_hides_inside_another() -> None:
    """xgettext does not read calls inside f-strings."""
    found = [
        str(path.relative_to(ROOT))
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"\{ ?(_|lazy|n?p?gettext)\(", path.read_text(encoding="utf-8"))
    ]

    assert not found, named(found)


def test_gettext_goes_by_the_names_that_are_collected() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"gettext(?:_lazy)? as (\w+)", path.read_text(encoding="utf-8"))
        if name not in {"_", "lazy", "_lazy"}
    ]

    assert not found, named(found)


def test_every_string_of_the_code_is_in_the_catalogue(tmp_path: Path) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed here (Debian, Ubuntu: apt-get install gettext)")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo")
        )
    shutil.copy(ROOT / "manage.py", tmp_path)

    subprocess.run(
        [sys.executable, "manage.py", "makemessages"],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        capture_output=True,
    )

    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    collected = {entry.key for entry in entries(path)}
    assert collected == {entry.key for entry in entries()}, "run: make messages"
