"""What the pages of a resident show, in words: found lines, figures, gaps, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from followup import wording
from followup.selectors.gaps import Gap
from followup.selectors.search import states_of
from followup.views.due_rows import person_words
from ui.components import Badge, Fact, Figure

if TYPE_CHECKING:
    from contracts.models import Contract, Resident
    from followup.models import CareState, Visit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FoundState:
    """Where a found resident stands in one condition."""

    condition: str
    reading: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class FoundResident:
    """One line of the search: who, where he stands, when he is due."""

    pk: int
    name: str
    who: str
    states: Sequence[FoundState]
    due: str
    tails: str


@dataclass(frozen=True, slots=True)
class GapCard:
    """One gap in words."""

    title: str
    text: str
    badge: Badge


def found_residents(residents: Sequence[Resident], day: date) -> list[FoundResident]:
    """The lines of a search. One query for all states."""
    states = states_of([resident.pk for resident in residents])
    return [_found(resident, states[resident.pk], day) for resident in residents]


def _found(resident: Resident, states: Sequence[CareState], day: date) -> FoundResident:
    due_on = min((s.next_due_on for s in states if s.next_due_on), default=None)
    return FoundResident(
        pk=resident.pk,
        name=resident.name,
        who=person_words(resident, day),
        states=[
            FoundState(
                wording.condition_name(s.condition),
                wording.reading(s.condition, s.last_value_1, s.last_value_2),
                wording.state_badge(s.state),
            )
            for s in states
        ],
        due=wording.due_words((day - due_on).days) if due_on else "",
        tails=f"{resident.phone_tail or '–'} / {resident.id_last4}",
    )


def figure(state: CareState, day: date) -> Figure:
    """Where the resident stands in one condition: last reading, class, next due day."""
    is_pressure = state.condition == "hypertension"
    value = (
        wording.pressure(state.last_value_1, state.last_value_2)
        if is_pressure
        else wording.amount(state.last_value_1, "").strip()
    )
    unit = "mmHg" if is_pressure else _("mmol/L fasting")
    due_on = state.next_due_on
    note = _("management ended")
    if due_on is not None:
        note = _("next %(day)s, %(words)s") % {
            "day": wording.day(due_on),
            "words": wording.due_words((day - due_on).days),
        }
    return Figure(
        label=wording.condition_name(state.condition),
        value=value or _("not measured"),
        unit=unit if value else "",
        note=note,
        badge=wording.state_badge(state.state),
    )


def gap_card(gap: Gap, day: date) -> GapCard:
    """A gap with what to do about it."""
    condition = wording.condition_name(gap.condition) if gap.condition else ""
    done = _("%(done)s of %(required)s") % {"done": gap.done, "required": gap.required}
    badge = Badge(done, "good" if gap.is_closed else "warn")
    year = {"year": day.year}
    if gap.code == "due" and gap.day is not None:
        late = (day - gap.day).days
        words = wording.due_words(late)
        return GapCard(
            _("Follow-up due"),
            f"{condition} · {wording.day(gap.day)}",
            Badge(words, "bad" if late else "warn", "clock"),
        )
    cards = {
        "reading": GapCard(
            _("No reading"),
            _("%(condition)s: seen without a measurement; one reading is enough to count")
            % {"condition": condition},
            Badge(_("not measured"), "warn"),
        ),
        "visits": GapCard(
            _("Face-to-face visits"), _("in %(year)s; telephone does not count") % year, badge
        ),
        "exam": GapCard(
            _("Annual examination"), _("in %(year)s; may be done with a visit") % year, badge
        ),
        "glucose_tests": GapCard(
            _("Fasting glucose tests"), _("in %(year)s, free of charge") % year, badge
        ),
        "foot_pulse": GapCard(
            _("Foot pulse"),
            _("examined at visits of %(year)s; diabetes: every visit") % year,
            badge,
        ),
        "phone": GapCard(
            _("Phone number"),
            _("None is known; ask at the next visit"),
            Badge(_("missing"), "warn"),
        ),
    }
    return cards[gap.code]


def contract_facts(contracts: Sequence[Contract], day: date) -> list[Fact]:
    """The contract that covers a day."""
    for contract in contracts:
        if contract.covers(day):
            ends_on = contract.ends_on
            return [
                Fact(_("Team"), contract.team.name),
                Fact(_("Package"), contract.package.name),
                Fact(_("From"), wording.day(contract.starts_on)),
                Fact(_("Last day"), wording.day(ends_on - ONE_DAY) if ends_on else _("open")),
            ]
    return []


def person_facts(resident: Resident) -> list[Fact]:
    """Who it is and how to reach him; the identity number only by its end."""
    return [
        Fact(_("Born"), wording.day(resident.born_on)),
        Fact(_("Phone"), resident.phone or _("none known")),
        Fact(_("Address"), resident.address or _("none known")),
        Fact(_("Identity number"), f"… {resident.id_last4}"),
    ]


def drug_facts(visits: Sequence[Visit]) -> list[Fact]:
    """The drugs of the last visit."""
    if not visits:
        return []
    return [
        Fact(drug.name, " × ".join(part for part in (drug.times_per_day, drug.dose) if part))
        for drug in visits[0].medications.all()
    ]
