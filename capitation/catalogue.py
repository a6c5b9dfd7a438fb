"""The measures that ship with the app, and the documents that were published, ready to run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from capitation.domain import payment
from capitation.domain.measures.document import Measure, load_measures, parse_measure
from contracts.domain.errors import DomainError
from followup.domain.documents import parse
from followup.domain.icd10 import IcdGroup, load_groups
from followup.domain.ruleset import RuleSet
from followup.rules import rule_sets

if TYPE_CHECKING:
    from capitation.domain.payment.document import Scheme
    from capitation.models import MeasureVersion, SchemeVersion

HERE = Path(__file__).resolve().parent
MEASURES = HERE / "measures"
SCHEMES = HERE / "schemes"


@cache
def icd_groups() -> dict[str, IcdGroup]:
    """The groups of diagnoses by key."""
    return load_groups(HERE.parent / "followup" / "icd_groups.toml")


@cache
def shipped_measures() -> dict[str, Measure]:
    """Every measure that ships with the app, by key."""
    return load_measures(MEASURES, rule_sets=rule_sets(), icd_groups=icd_groups())


def shipped_measure(key: str) -> Measure:
    """One shipped measure; ``unknown_measure`` when there is none of this key."""
    try:
        return shipped_measures()[key]
    except KeyError as error:
        raise DomainError("unknown_measure", "measure", {"measure": key}) from error


def measure_text(key: str) -> str:
    """A measure's document as it stands in the file."""
    return (MEASURES / f"{key}.toml").read_text(encoding="utf-8")


def scheme_text(key: str) -> str:
    """A shipped scheme's document as it stands in the file."""
    return (SCHEMES / f"{key}.toml").read_text(encoding="utf-8")


def published_scheme(version: SchemeVersion) -> Scheme:
    """The scheme of a published version, read from the frozen text."""
    return payment.load_scheme(version.text, name=f"{version.key} v{version.version}")


def published_measure(version: MeasureVersion) -> Measure:
    """The measure of a published version, with the rule set that was pinned with it."""
    pinned: dict[str, RuleSet] = {}
    if version.rule_set is not None:
        rule_set = parse(version.rule_set.text, RuleSet, version.rule_set.key)
        pinned[rule_set.key] = rule_set
    return parse_measure(version.text, version.key, rule_sets=pinned, icd_groups=icd_groups())
