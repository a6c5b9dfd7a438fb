"""One timeline of everything that happened to a resident: visits and corrections, readings, stays, contracts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from followup import wording
from followup.domain.forms import CLASSIFICATION
from followup.models import Encounter, Reading, RegisterEntry, Visit
from followup.selectors.person import CareRecord
from ui.components import Event

if TYPE_CHECKING:
    from contracts.models import Contract

Dated = tuple[date, Event]
Tone = Literal["", "info", "good", "warn", "bad"]


def events(record: CareRecord, contracts: Sequence[Contract], until: date) -> list[Event]:
    """Everything up to a day, the newest first. Old versions of visits stay reachable."""
    current = {visit.pk for visit in record.current_visits}
    found: list[Dated] = []
    found += [_visit(item) for item in record.visits if item.pk in current]
    found += [_correction(item) for item in record.visits if item.replaces_id is not None]
    found += [_reading(item) for item in record.readings]
    found += [_encounter(item) for item in record.encounters]
    for entry in record.registers:
        found += _register(entry)
    for contract in contracts:
        found += _contract(contract)
    dated = [item for item in found if item[0] <= until]
    return [event for _on, event in sorted(dated, key=lambda item: item[0], reverse=True)]


def _visit(visit: Visit) -> Dated:
    readings = wording.readings_of(visit) or _("not measured")
    texts = [readings, *_classes(visit)]
    if visit.danger_signs:
        texts.append(_("danger signs"))
    return visit.visited_on, Event(
        icon="pen" if visit.mode != Visit.Mode.PHONE else "phone",
        title=str(wording.MODE_TITLES.get(visit.mode, visit.mode)),
        when=wording.day(visit.visited_on),
        text=" · ".join(texts),
        tone=_tone(visit),
        href=reverse("followup:visit", args=[visit.pk]),
    )


def _classes(visit: Visit) -> Iterator[str]:
    for name, condition in (("hypertension", "hypertension"), ("diabetes", "t2dm")):
        section = getattr(visit, name, None)
        if section is not None and section.classification:
            yield f"{wording.condition_name(condition)} {wording.answer(CLASSIFICATION, section.classification)}"


def _tone(visit: Visit) -> Tone:
    if visit.danger_signs:
        return "bad"
    codes = {
        section.classification
        for section in (getattr(visit, "hypertension", None), getattr(visit, "diabetes", None))
        if section is not None
    }
    if codes <= {""}:
        return ""
    return "good" if codes <= {"1", ""} else "warn"


def _correction(visit: Visit) -> Dated:
    on = timezone.localdate(visit.entered_at)
    return on, Event(
        icon="undo",
        title=_("Visit of %(day)s corrected") % {"day": wording.day(visit.visited_on)},
        when=wording.day(on),
        text=_("%(who)s: %(reason)s. The version before stays readable.")
        % {"who": visit.entered_by, "reason": visit.correction_reason},
        href=reverse("followup:visit", args=[visit.replaces_id]),
    )


def _reading(reading: Reading) -> Dated:
    on = timezone.localdate(reading.taken_at)
    value = wording.pressure(reading.systolic_mmhg, reading.diastolic_mmhg)
    unit = "mmHg" if value else ("%" if reading.kind == Reading.Kind.HBA1C else "mmol/L")
    return on, Event(
        icon="heart" if reading.source == Reading.Source.HOME else "info",
        title=f"{reading.get_kind_display()} · {reading.get_source_display()}",
        when=wording.day(on),
        text=f"{value or wording.number(reading.value)} {unit}",
    )


def _encounter(encounter: Encounter) -> Dated:
    ended = encounter.discharged_on
    period = wording.day(encounter.admitted_on)
    if ended is not None and ended != encounter.admitted_on:
        period = _("%(from)s to %(until)s") % {"from": period, "until": wording.day(ended)}
    return encounter.admitted_on, Event(
        icon="bed",
        title=encounter.get_kind_display(),
        when=period,
        text=_("diagnosis %(code)s · hospital %(hospital)s")
        % {"code": encounter.principal_diagnosis, "hospital": encounter.hospital_code},
        tone="warn" if encounter.kind == Encounter.Kind.INPATIENT else "",
    )


def _register(entry: RegisterEntry) -> Iterator[Dated]:
    name = wording.condition_name(entry.condition)
    yield (
        entry.starts_on,
        Event(
            icon="book",
            title=_("On the register: %(condition)s") % {"condition": name},
            when=wording.day(entry.starts_on),
        ),
    )
    if entry.ends_on is not None:
        yield (
            entry.ends_on,
            Event(
                icon="book",
                title=_("Off the register: %(condition)s") % {"condition": name},
                when=wording.day(entry.ends_on),
                text=entry.get_end_reason_display(),
            ),
        )


def _contract(contract: Contract) -> Iterator[Dated]:
    yield (
        contract.starts_on,
        Event(
            icon="contract",
            title=_("Signed with %(team)s") % {"team": contract.team.name},
            when=wording.day(contract.starts_on),
            text=contract.package.name,
        ),
    )
    if contract.end_reason and contract.ends_on is not None:
        yield (
            contract.ends_on,
            Event(
                icon="contract",
                title=_("Contract with %(team)s ended") % {"team": contract.team.name},
                when=wording.day(contract.ends_on),
                text=contract.get_end_reason_display(),
            ),
        )
