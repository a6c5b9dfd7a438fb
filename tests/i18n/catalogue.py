"""Reading the Chinese catalogue: the text (.po) by a small parser, the compiled file (.mo) by the standard library."""

from __future__ import annotations

import ast
import gettext
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
FIELD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d+\])? (".*")')
# xgettext joins the context and the string of a compiled entry by this sign.
JOINT = "\x04"


@dataclass
class Entry:
    """One string with its translation; ``key`` is how the compiled file names it."""

    fields: dict[str, str] = field(default_factory=dict)
    flags: str = ""

    @property
    def source(self) -> str:
        """The English string."""
        return self.fields["msgid"]

    @property
    def translated(self) -> str:
        """The Chinese string, empty when there is none."""
        return self.fields.get("msgstr", "")

    @property
    def key(self) -> str | tuple[str, int]:
        """The name of the entry in the compiled file."""
        name = self.source
        if "msgctxt" in self.fields:
            name = f"{self.fields['msgctxt']}{JOINT}{name}"
        return (name, 0) if "msgid_plural" in self.fields else name


def entries(path: Path = FOLDER / "django.po") -> list[Entry]:
    """All entries but the header."""
    found = [_entry(block) for block in path.read_text(encoding="utf-8").split("\n\n")]
    return [entry for entry in found if entry.fields.get("msgid")]


def _entry(block: str) -> Entry:
    entry = Entry()
    name = ""
    for line in block.strip().splitlines():
        if line.startswith("#,"):
            entry.flags += line
        elif match := FIELD.fullmatch(line):
            name = match[1]
            entry.fields[name] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            entry.fields[name] += ast.literal_eval(line)
    return entry


def compiled(path: Path = FOLDER / "django.mo") -> dict[str | tuple[str, int], str]:
    """All entries of the compiled file but the header."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001 - no other way to list it
    return {key: text for key, text in catalogue.items() if key}
