"""makemessages for this repository: its options, its aliases, and the words of scheme and measure documents.

Published documents have their titles, definitions and clauses in both languages. Their remarks (where a figure
comes from, why it was assumed) are written once, in English; pages show them through gettext, so they are collected
here like any other string.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from django.core.management.commands.makemessages import TranslatableFile

DOCUMENTS = (
    "capitation/measures/*.toml",
    "capitation/schemes/*.toml",
)
A_DATE = re.compile(r'"POT-Creation-Date:.*\n')
FLAGS = re.compile(r"^#[,|] .*python-format.*\n|^#\| .*\n", re.MULTILINE)
A_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
REMARKS = frozenset({"article", "author", "checker", "checked_by", "document", "note", "says"})


class Command(makemessages.Command):
    """``manage.py makemessages``: without arguments it brings locale/zh_Hans up to date."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=lazy", "--keyword=_lazy"]  # noqa: RUF012 - as Django declares it
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect from the code, the templates and the documents; tests and the synthetic city stay out."""
        options["locale"] = options["locale"] or ["zh_Hans"]
        options["ignore_patterns"] += [".venv", "var", "tests", "ops/city", "docs"]
        options.update(no_location=True, no_wrap=True, no_obsolete=True)
        with tempfile.TemporaryDirectory() as folder:
            self.folder = Path(folder)
            super().handle(*args, **options)

    def find_files(self, root: str) -> list[TranslatableFile]:
        """Add the remarks of the documents, as if they were calls of gettext."""
        name = "documents.py"
        calls = [f"_({remark!r})\n" for remark in sorted(set(_remarks(Path(root))))]
        (self.folder / name).write_text("".join(calls), encoding="utf-8")
        found: list[TranslatableFile] = super().find_files(root)
        return [*found, TranslatableFile(str(self.folder), name, self.default_locale_path)]

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Take back what differs by the hour, and the flag guessed for texts like "95 % interval"."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        blocks[0] = A_DATE.sub("", blocks[0])
        path.write_text("\n\n".join(map(_without_wrong_flag, blocks)), encoding="utf-8")


def _without_wrong_flag(block: str) -> str:
    """Without its flags (the guess, and the doubt that msgmerge has once the guess is gone)."""
    return block if A_PLACEHOLDER.search(block) else FLAGS.sub("", block)


def _remarks(root: Path) -> Iterator[str]:
    for pattern in DOCUMENTS:
        for path in root.glob(pattern):
            yield from _walk(tomllib.loads(path.read_text(encoding="utf-8")))


def _walk(node: object) -> Iterator[str]:
    """The texts of all remark fields below a node of a document."""
    if isinstance(node, list):
        for part in node:
            yield from _walk(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in REMARKS and isinstance(value, str) and value:
                yield value
            else:
                yield from _walk(value)
