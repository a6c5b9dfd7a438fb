"""Signing and ending contracts."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from contracts import clock, events
from contracts.access import require_role
from contracts.domain.errors import DomainError, NotPermittedError
from contracts.domain.roles import CARE_ROLES, Role
from contracts.models import Contract, Resident, ServicePackage, Staff, Team
from contracts.selectors import hold_resident
from contracts.services import access


@transaction.atomic
def sign_contract(
    *,
    by: Staff,
    resident: Resident,
    team: Team,
    package: ServicePackage,
    number: str,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
) -> Contract:
    """Sign a resident with a team for [starts_on, ends_on).

    Errors: ``overlapping_coverage`` (with whom and since when), ``signed_after_start``, ``end_before_start``,
    ``before_birth``, ``after_death``, ``not_permitted`` for a team that is not the actor's.
    """
    require_role(by, *CARE_ROLES)
    _require_own_team(by, team.pk)
    hold_resident(resident.pk)
    _check_days(resident, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on)
    _refuse_overlap(resident, starts_on=starts_on, ends_on=ends_on)
    try:
        with transaction.atomic():
            contract = Contract.objects.create(
                number=number,
                resident=resident,
                team=team,
                package=package,
                signed_on=signed_on,
                starts_on=starts_on,
                ends_on=ends_on,
                agreed_ends_on=ends_on,
                recorded_at=clock.now(),
                recorded_by=by.username,
            )
    except IntegrityError:
        # Somebody signed the same resident in this very moment; now the clash can be named.
        _refuse_overlap(resident, starts_on=starts_on, ends_on=ends_on)
        raise
    events.panel_changed.send(Contract, resident_ids=[resident.pk], as_of=clock.today())
    access.record(by=by, action=access.Action.RECORDED, subject="contract", subject_key=contract.pk)
    return contract


@transaction.atomic
def end_contract(
    *, by: Staff, contract: Contract, ends_on: date, reason: Contract.EndReason
) -> Contract:
    """End a contract early: ``ends_on`` is the first day not covered. What was agreed stays readable.

    With the reason "died" the last covered day is the day of death: it is written on the resident, and contracts that
    were to begin later are void.

    Errors: ``in_the_future`` for a death, ``end_before_start``, ``contract_ended`` when it has ended already, ``not_permitted`` for a team of another
    centre.
    """
    require_role(by, Role.CENTRE_ADMIN)
    _require_own_team(by, contract.team_id)
    hold_resident(contract.resident_id)
    if ends_on < contract.starts_on or (
        contract.ends_on is not None and ends_on > contract.ends_on
    ):
        raise DomainError("end_before_start", "ends_on")
    changed = Contract.objects.filter(pk=contract.pk, end_recorded_at__isnull=True).update(
        ends_on=ends_on, end_reason=reason, end_recorded_at=clock.now(), end_recorded_by=by.username
    )
    if changed != 1:
        raise DomainError("contract_ended", "ends_on")
    contract.refresh_from_db()
    if reason == Contract.EndReason.DIED:
        _record_death(by, contract.resident, died_on=ends_on - timedelta(days=1))
    events.panel_changed.send(Contract, resident_ids=[contract.resident_id], as_of=clock.today())
    access.record(
        by=by,
        action=access.Action.CORRECTED,
        subject="contract",
        subject_key=contract.pk,
        reason=reason.value,
    )
    return contract


def _record_death(by: Staff, resident: Resident, *, died_on: date) -> None:
    """Write the day of death on the resident; a day that is known already stays as it is."""
    if died_on > clock.today():
        raise DomainError("in_the_future", "ends_on")
    if died_on < resident.born_on:
        raise DomainError("before_birth", "ends_on")
    recorded_at = clock.now()
    Resident.objects.filter(pk=resident.pk, died_on__isnull=True).update(
        died_on=died_on, death_recorded_at=recorded_at
    )
    resident.contracts.filter(starts_on__gt=died_on, end_recorded_at__isnull=True).update(
        ends_on=F("starts_on"),
        end_reason=Contract.EndReason.DIED,
        end_recorded_at=recorded_at,
        end_recorded_by=by.username,
    )


def _require_own_team(by: Staff, team_id: int) -> None:
    if not Team.objects.visible_to(by, clock.today()).filter(pk=team_id).exists():
        raise NotPermittedError("not_permitted", "team", {"role": by.role})


def _check_days(
    resident: Resident, *, signed_on: date, starts_on: date, ends_on: date | None
) -> None:
    if signed_on > starts_on:
        raise DomainError("signed_after_start", "signed_on")
    if ends_on is not None and ends_on <= starts_on:
        raise DomainError("end_before_start", "ends_on")
    if starts_on < resident.born_on:
        raise DomainError("before_birth", "starts_on")
    if resident.died_on is not None and starts_on > resident.died_on:
        raise DomainError("after_death", "starts_on", {"died_on": resident.died_on.isoformat()})


def _refuse_overlap(resident: Resident, *, starts_on: date, ends_on: date | None) -> None:
    # A voided contract covers no day and stands in nobody's way.
    others = (
        resident.contracts.exclude(ends_on__lte=starts_on)
        .exclude(ends_on=F("starts_on"))
        .select_related("team")
    )
    if ends_on is not None:
        others = others.filter(starts_on__lt=ends_on)
    other = others.order_by("starts_on").first()
    if other is not None:
        raise DomainError(
            "overlapping_coverage",
            "starts_on",
            {
                "team": other.team.name,
                "starts_on": other.starts_on.isoformat(),
                "number": other.number,
            },
        )
