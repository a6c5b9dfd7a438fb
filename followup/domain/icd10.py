"""ICD-10 codes of the Chinese clinical and insurance editions, and groups of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from followup.domain import documents
from followup.domain.documents import DocumentError, StrictModel

PATTERN = re.compile(r"^[A-Z]\d{2}\.(\d{3}|x\d{2})(x\d{3})?(\+[A-Z]\d{2}(\.\d)?\*)?$", re.ASCII)
CATEGORY_LENGTH = 3
SUBCATEGORY_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Icd10Code:
    """A parsed code: ``E11.201+N08.3*`` has stem E11.201 and manifestation N08.3*."""

    text: str
    stem: str
    manifestation: str

    @property
    def category(self) -> str:
        """The first three characters: I10."""
        return self.stem[:CATEGORY_LENGTH]

    @property
    def subcategory(self) -> str:
        """The first four characters without the dot, x as placeholder: I10x, E112."""
        return plain(self.stem)[:SUBCATEGORY_LENGTH]


def parse(text: str) -> Icd10Code:
    """Return the parsed code. Raises ValueError when it is not written like a Chinese ICD-10 code."""
    if not PATTERN.fullmatch(text):
        message = f"{text!r} is not a Chinese ICD-10 code such as I10.x00x002 or E11.201+N08.3*"
        raise ValueError(message)
    stem, _, manifestation = text.partition("+")
    return Icd10Code(text, stem, manifestation)


def plain(text: str) -> str:
    """Return a code or prefix without its dot and its manifestation, for comparing prefixes."""
    return text.partition("+")[0].replace(".", "")


class IcdGroup(StrictModel):
    """Diagnoses that belong together, as prefixes to include and to leave out again."""

    key: str
    label_zh: str
    label_en: str
    source: str
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    def contains(self, code: str) -> bool:
        """Say whether the code belongs to the group; the manifestation after + is not looked at."""
        stem = plain(code)
        if not stem.startswith(tuple(plain(prefix) for prefix in self.include)):
            return False
        return not stem.startswith(tuple(plain(prefix) for prefix in self.exclude))


class IcdGroups(StrictModel):
    """The document of groups."""

    groups: tuple[IcdGroup, ...]


def load_groups(path: Path) -> dict[str, IcdGroup]:
    """Return the groups of the document by key."""
    document = documents.load(path, IcdGroups)
    found = {group.key: group for group in document.groups}
    if len(found) != len(document.groups):
        raise DocumentError(path.name, ["groups: a key is used twice"])
    return found
