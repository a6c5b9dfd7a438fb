"""Measure documents: the reviewed text of a measure, and how it becomes something to evaluate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import model_validator

from capitation.domain.measures import last_reading, readmission, visit_schedule
from capitation.domain.measures.last_reading import LastReadingDocument, LastReadingParams
from capitation.domain.measures.readmission import ReadmissionDocument, ReadmissionParams
from capitation.domain.measures.values import Evidence, Period, ResidentFacts, Statement
from capitation.domain.measures.visit_schedule import VisitScheduleDocument, VisitScheduleParams
from followup.domain import documents
from followup.domain.documents import DocumentError, Source, StrictModel
from followup.domain.icd10 import IcdGroup
from followup.domain.ruleset import RuleSet, RuleSetError

Family = Literal["last_reading", "visit_schedule", "readmission"]
Params = LastReadingParams | VisitScheduleParams | ReadmissionParams


class Origin(StrictModel):
    """Which source says what about this measure, and what the project chose itself."""

    source: str
    article: str
    confidence: Literal["H", "M", "L"]
    says: str


class MeasureDocument(StrictModel):
    """A measure as people read, review and publish it."""

    key: str
    version: str
    family: Family
    unit: Literal["resident", "stay"]
    direction: Literal["higher_is_better", "lower_is_better"]
    title_zh: str
    title_en: str
    definition_zh: str
    definition_en: str
    why_it_matters_zh: str
    why_it_matters_en: str
    author: str
    checker: str
    reviewed_on: date
    next_review_on: date
    sources: tuple[Source, ...]
    origins: tuple[Origin, ...]
    params: dict[str, Any]

    @model_validator(mode="after")
    def every_source_is_listed(self) -> Self:
        listed = {source.key for source in self.sources}
        for origin in self.origins:
            if origin.source not in listed:
                message = f"source {origin.source!r} is not among the sources of the document"
                raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure ready to run: the document, its parameters with targets, the rule set pinned."""

    document: MeasureDocument
    params: Params
    rule_set_key: str
    rule_set_version: str
    sha256: str

    @property
    def key(self) -> str:
        """The stable key, such as cn.htn.control_2017."""
        return self.document.key

    @property
    def condition(self) -> str:
        """The condition whose register is measured; empty for measures of every stay."""
        if isinstance(self.params, ReadmissionParams):
            return ",".join(self.params.document.index_register)
        return self.params.document.condition

    def evaluate(self, facts: ResidentFacts, period: Period) -> list[Evidence]:
        """Return this resident's evidence (by the Python evaluation, which says why)."""
        if isinstance(self.params, LastReadingParams):
            return last_reading.evaluate(self.params, facts, period)
        if isinstance(self.params, VisitScheduleParams):
            return visit_schedule.evaluate(self.params, facts, period)
        return readmission.evaluate(self.params, facts, period)

    def sql(self, period: Period) -> Statement:
        """Return the one statement that gives everybody's evidence."""
        if isinstance(self.params, LastReadingParams):
            return last_reading.sql(self.params, period)
        if isinstance(self.params, VisitScheduleParams):
            return visit_schedule.sql(self.params, period)
        return readmission.sql(self.params, period)


def parse_measure(
    text: str,
    name: str,
    *,
    rule_sets: Mapping[str, RuleSet],
    icd_groups: Mapping[str, IcdGroup],
) -> Measure:
    """Return the measure of a TOML text, its targets taken from the rule set that it names.

    Raises DocumentError that names the document, the key and the problem.
    """
    document = documents.parse(text, MeasureDocument, name)
    rule_set = _rule_set(document, name, rule_sets)
    try:
        params = _params(document, name, rule_set, icd_groups)
    except RuleSetError as error:
        raise DocumentError(name, [str(error)]) from error
    return Measure(
        document=document,
        params=params,
        rule_set_key=rule_set.key if rule_set else "",
        rule_set_version=rule_set.version if rule_set else "",
        sha256=canonical_sha256(document),
    )


def load_measures(
    folder: Path,
    *,
    rule_sets: Mapping[str, RuleSet],
    icd_groups: Mapping[str, IcdGroup],
) -> dict[str, Measure]:
    """Return the measures of a folder by key; a file is named after the key."""
    found: dict[str, Measure] = {}
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        measure = parse_measure(text, path.name, rule_sets=rule_sets, icd_groups=icd_groups)
        if path.name != f"{measure.key}.toml":
            raise DocumentError(path.name, [f"key: is {measure.key!r}, not the file name"])
        found[measure.key] = measure
    return found


def canonical_sha256(document: StrictModel) -> str:
    """Return the hash of what the document says, whatever its spacing, comments and key order."""
    content = document.model_dump(mode="json")
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _rule_set(
    document: MeasureDocument, name: str, rule_sets: Mapping[str, RuleSet]
) -> RuleSet | None:
    key = document.params.get("rule_set")
    if key is None:
        return None
    if key not in rule_sets:
        raise DocumentError(name, [f"params.rule_set: there is no rule set {key!r}"])
    return rule_sets[key]


def _params(
    document: MeasureDocument,
    name: str,
    rule_set: RuleSet | None,
    icd_groups: Mapping[str, IcdGroup],
) -> Params:
    where = f"{name} [params]"
    if document.family == "readmission":
        stays = documents.validate(document.params, ReadmissionDocument, where)
        return readmission.resolve(stays, icd_groups, where)
    if rule_set is None:
        raise DocumentError(where, ["rule_set: missing"])
    if document.family == "last_reading":
        readings = documents.validate(document.params, LastReadingDocument, where)
        return last_reading.resolve(readings, rule_set, where)
    visits = documents.validate(document.params, VisitScheduleDocument, where)
    return visit_schedule.resolve(visits, rule_set)
