"""Clinical rule sets: targets, cadence, emergency limits and plausible ranges as dated documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from followup.domain import documents
from followup.domain.documents import Figure, Source, Sourced, StrictModel

Purpose = Literal["payment", "appraisal", "clinical"]
ReadingKind = Literal["bp", "fasting_glucose", "hba1c"]
EmergencyField = Literal["systolic", "diastolic", "glucose"]

UNIT_OF_READING: Mapping[str, str] = {
    "bp": "mmHg",
    "fasting_glucose": "mmol/L",
    "hba1c": "%",
}


class RuleSetError(LookupError):
    """The rule sets do not answer this question: nothing defaults, the gap is named."""


class Target(Sourced):
    """What counts as at target for one kind of reading, an age band and, if named, a comorbidity.

    ``age_from`` is included, ``age_until`` is not (completed years). ``with_any_condition`` empty
    means everybody. ``tolerated_1``/``tolerated_2`` are the stricter goal "if tolerated": shown,
    never decisive. A target with ``decides_class = false`` is advice only.
    """

    condition: str
    reading: ReadingKind
    unit: str
    age_from: int = 0
    age_until: int | None = None
    with_any_condition: tuple[str, ...] = ()
    operator: Literal["<", "<="]
    limit_1: Decimal
    limit_2: Decimal | None = None
    lower_1: Decimal | None = None
    tolerated_1: Decimal | None = None
    tolerated_2: Decimal | None = None
    decides_class: bool = True

    @model_validator(mode="after")
    def is_coherent(self) -> Self:
        if self.unit != UNIT_OF_READING[self.reading]:
            message = f"{self.reading} is in {UNIT_OF_READING[self.reading]}, not {self.unit}"
            raise ValueError(message)
        if (self.reading == "bp") != (self.limit_2 is not None):
            message = "limit_2 (diastolic) is stated for bp and only for bp"
            raise ValueError(message)
        if self.age_until is not None and self.age_until <= self.age_from:
            message = f"age_until {self.age_until} is not above age_from {self.age_from}"
            raise ValueError(message)
        return self

    def covers_age(self, age_years: int) -> bool:
        """Say whether the age band contains this age in completed years."""
        return self.age_from <= age_years and (self.age_until is None or age_years < self.age_until)

    def covers(self, age_years: int, other_conditions: frozenset[str]) -> bool:
        """Say whether the target is meant for this age and these other conditions."""
        if not self.covers_age(age_years):
            return False
        return not self.with_any_condition or not other_conditions.isdisjoint(
            self.with_any_condition
        )


class Cadence(StrictModel):
    """How often a member of the register is seen, and how soon after what."""

    condition: str
    visits_per_year: Figure
    book_within: Figure
    recheck_within: Figure
    referral_follow_up_within: Figure
    emergency_follow_up_within: Figure
    annual_exams_per_year: Figure
    unsatisfactory_before_referral: Figure
    fasting_glucose_tests_per_year: Figure | None = None


class EmergencyLimit(Sourced):
    """A value at which the resident is referred at once, whatever else the visit says."""

    condition: str
    field: EmergencyField
    operator: Literal[">=", "<="]
    limit: Decimal
    unit: str

    def is_met_by(self, value: Decimal) -> bool:
        """Say whether the value is an emergency."""
        return value >= self.limit if self.operator == ">=" else value <= self.limit


class EmergencySign(Sourced):
    """A sign that makes the visit an emergency, some only together with a value off target."""

    condition: str
    sign: str
    only_when_off_target: bool = False


class Validity(Sourced):
    """Plausible range of a field: outside hard it is refused, outside soft the writer is asked."""

    field: str
    unit: str
    hard_low: Decimal
    hard_high: Decimal
    soft_low: Decimal
    soft_high: Decimal
    whole_number: bool = False

    @model_validator(mode="after")
    def soft_lies_within_hard(self) -> Self:
        if not self.hard_low <= self.soft_low < self.soft_high <= self.hard_high:
            message = f"{self.field}: soft limits must lie within the hard limits"
            raise ValueError(message)
        return self


class RegisterRule(StrictModel):
    """Who may be on the register of a condition."""

    condition: str
    minimum_age: Figure


class FaceToFace(Sourced):
    """Visit modes in which resident and staff meet."""

    modes: tuple[str, ...]


class AgeDay(Sourced):
    """The day on which age is taken when a target is chosen."""

    counted_on: Literal["visit_date"]


class OverdueBand(Sourced):
    """Name of the stretch of days past the due date that starts at ``from_days`` (negative: before)."""

    band: str
    from_days: int


class RuleSet(StrictModel):
    """One clinical rule set: a frozen version of what the guidelines of its time say."""

    key: str
    version: str
    title_zh: str
    title_en: str
    purposes: tuple[Purpose, ...]
    valid_from: date
    valid_until: date | None = None
    validity_note: str
    author: str
    checker: str
    reviewed_on: date
    next_review_on: date
    sources: tuple[Source, ...]
    age: AgeDay
    face_to_face: FaceToFace
    registers: tuple[RegisterRule, ...]
    targets: tuple[Target, ...]
    cadences: tuple[Cadence, ...]
    emergency_limits: tuple[EmergencyLimit, ...]
    emergency_signs: tuple[EmergencySign, ...]
    overdue_bands: tuple[OverdueBand, ...]
    validity: tuple[Validity, ...]

    @model_validator(mode="after")
    def every_source_is_listed(self) -> Self:
        listed = {source.key for source in self.sources}
        for figure in _sourced_parts(self):
            if figure.source not in listed:
                message = f"source {figure.source!r} is not among the sources of the document"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def bands_for_everybody_leave_no_gap(self) -> Self:
        """Each reading that has targets has one for every age, and never two for everybody."""
        for condition, reading in sorted({(t.condition, t.reading) for t in self.targets}):
            reached: int | None = 0
            for band in self.bands_of(condition, reading):
                if reached is None or band.age_from != reached:
                    message = (
                        f"targets {condition}/{reading}: gap or overlap at age {band.age_from}"
                    )
                    raise ValueError(message)
                reached = band.age_until
            if reached is not None:
                message = f"targets {condition}/{reading}: nothing from age {reached}"
                raise ValueError(message)
        return self

    def bands_of(self, condition: str, reading: str) -> tuple[Target, ...]:
        """Return the targets for everybody (no comorbidity) of one reading, by age."""
        bands = [
            target
            for target in self.targets
            if (target.condition, target.reading) == (condition, reading)
            and not target.with_any_condition
        ]
        return tuple(sorted(bands, key=lambda target: target.age_from))

    def targets_of(self, condition: str) -> tuple[Target, ...]:
        """Return all targets of a condition in the order of the document."""
        found = tuple(target for target in self.targets if target.condition == condition)
        if not found:
            message = f"rule set {self.key} has no target for {condition!r}"
            raise RuleSetError(message)
        return found

    def target_for(
        self, condition: str, reading: str, age_years: int, other_conditions: frozenset[str]
    ) -> Target:
        """Return the first target in document order that is meant for this person."""
        for target in self.targets_of(condition):
            if target.reading == reading and target.covers(age_years, other_conditions):
                return target
        message = f"rule set {self.key} has no {reading} target for {condition!r}, age {age_years}"
        raise RuleSetError(message)

    def cadence_for(self, condition: str) -> Cadence:
        """Return how often members of this condition's register are seen."""
        for cadence in self.cadences:
            if cadence.condition == condition:
                return cadence
        message = f"rule set {self.key} has no cadence for {condition!r}"
        raise RuleSetError(message)

    def minimum_age(self, condition: str) -> int:
        """Return the age in completed years from which a resident may be on the register."""
        for register in self.registers:
            if register.condition == condition:
                return int(register.minimum_age.value)
        message = f"rule set {self.key} has no register rule for {condition!r}"
        raise RuleSetError(message)

    def handles(self, condition: str) -> bool:
        """Say whether this rule set classifies visits of the condition."""
        return any(cadence.condition == condition for cadence in self.cadences)

    def is_face_to_face(self, mode: str) -> bool:
        """Say whether a visit of this mode is one where people meet."""
        return mode in self.face_to_face.modes

    def validity_of(self, field: str) -> Validity | None:
        """Return the plausible range of a form field, None where the document states none."""
        for validity in self.validity:
            if validity.field == field:
                return validity
        return None


def load_rule_sets(folder: Path) -> dict[str, RuleSet]:
    """Return the rule sets of a folder by key; the file is named after the key."""
    found: dict[str, RuleSet] = {}
    for path in sorted(folder.glob("*.toml")):
        rule_set = documents.load(path, RuleSet)
        if path.stem != rule_set.key:
            raise documents.DocumentError(
                path.name, [f"key: is {rule_set.key!r}, not the file name"]
            )
        found[rule_set.key] = rule_set
    return found


def select_ruleset(
    rule_sets: Iterable[RuleSet],
    purpose: Purpose,
    on: date,
    *,
    pinned: Mapping[str, str] | None = None,
) -> RuleSet:
    """Return the rule set that serves ``purpose`` on the day ``on``.

    ``pinned`` is the installation's configuration, purpose to key, and wins. Otherwise the one with
    the latest start among those valid on that day. Raises RuleSetError when none is, or when two
    start on the same day (the documents must then be told apart by configuration).
    """
    every = list(rule_sets)
    if pinned and purpose in pinned:
        return _pinned(every, pinned[purpose], on)
    valid = [
        rule_set for rule_set in every if purpose in rule_set.purposes and _is_valid(rule_set, on)
    ]
    if not valid:
        message = f"no rule set serves {purpose} on {on}"
        raise RuleSetError(message)
    latest = max(rule_set.valid_from for rule_set in valid)
    newest = [rule_set for rule_set in valid if rule_set.valid_from == latest]
    if len(newest) > 1:
        keys = ", ".join(sorted(rule_set.key for rule_set in newest))
        message = f"{keys} all serve {purpose} from {latest}: pin one in the configuration"
        raise RuleSetError(message)
    return newest[0]


def _pinned(rule_sets: list[RuleSet], key: str, on: date) -> RuleSet:
    for rule_set in rule_sets:
        if rule_set.key == key and _is_valid(rule_set, on):
            return rule_set
    message = f"the configured rule set {key!r} does not exist or is not valid on {on}"
    raise RuleSetError(message)


def _is_valid(rule_set: RuleSet, on: date) -> bool:
    return rule_set.valid_from <= on and (rule_set.valid_until is None or on < rule_set.valid_until)


def _sourced_parts(part: object) -> Iterable[Sourced]:
    if isinstance(part, Sourced):
        yield part
    if isinstance(part, StrictModel):
        for field in type(part).model_fields:
            yield from _sourced_parts(getattr(part, field))
    elif isinstance(part, tuple):
        for item in part:
            yield from _sourced_parts(item)
