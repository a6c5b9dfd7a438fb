"""The open list of conditions that a register can be kept for."""

from __future__ import annotations

from pathlib import Path

from followup.domain import documents
from followup.domain.documents import DocumentError, StrictModel


class Condition(StrictModel):
    """One condition: its key in files and URLs, its names, the form section that serves it."""

    key: str
    label_zh: str
    label_en: str
    form: str = ""
    icd_group: str = ""


class ConditionList(StrictModel):
    """The document of conditions."""

    conditions: tuple[Condition, ...]


def load_conditions(path: Path) -> dict[str, Condition]:
    """Return the conditions by key, in the order of the document."""
    document = documents.load(path, ConditionList)
    found = {condition.key: condition for condition in document.conditions}
    if len(found) != len(document.conditions):
        raise DocumentError(path.name, ["conditions: a key is used twice"])
    return found
