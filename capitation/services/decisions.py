"""Two pairs of eyes: an officer proposes a run, another person approves or returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from capitation.models import Decision, SettlementRun
from contracts import clock
from contracts.access import require_role
from contracts.domain.errors import DomainError, NotPermittedError
from contracts.domain.roles import Role
from contracts.services import access

if TYPE_CHECKING:
    from contracts.models import Staff

State = SettlementRun.State


@transaction.atomic
def propose_run(*, by: Staff, run: SettlementRun, note: str = "") -> None:
    """Propose a computed run for approval. Errors: ``wrong_state``, ``not_permitted``."""
    _require_own_run(by, run, Role.INSURER_OFFICER)
    _move(run, State.COMPUTED, state=State.PROPOSED, proposed_by=by, proposed_at=clock.now())
    _decide(by, run, Decision.Action.PROPOSED, note)
    access.record(
        by=by, action=access.Action.PROPOSED, subject="run", subject_key=run.pk, reason=note
    )


@transaction.atomic
def approve_run(*, by: Staff, run: SettlementRun, note: str = "") -> None:
    """Approve a proposed run; its statements then reach the teams.

    Errors: ``same_person`` when the proposer tries (the database refuses it as well), ``wrong_state``.
    """
    _require_own_run(by, run, Role.INSURER_APPROVER)
    if run.proposed_by_id == by.pk:
        raise DomainError("same_person", "approved_by")
    _move(run, State.PROPOSED, state=State.APPROVED, approved_by=by, approved_at=clock.now())
    _decide(by, run, Decision.Action.APPROVED, note)
    access.record(
        by=by, action=access.Action.APPROVED, subject="run", subject_key=run.pk, reason=note
    )


@transaction.atomic
def return_run(*, by: Staff, run: SettlementRun, note: str) -> None:
    """Give a proposed run back to its officer with a reason. Errors: ``reason_missing``, ``wrong_state``."""
    _require_own_run(by, run, Role.INSURER_APPROVER)
    if not note.strip():
        raise DomainError("reason_missing", "note")
    _move(run, State.PROPOSED, state=State.COMPUTED, proposed_by=None, proposed_at=None)
    _decide(by, run, Decision.Action.RETURNED, note)
    access.record(
        by=by, action=access.Action.RETURNED, subject="run", subject_key=run.pk, reason=note
    )


def _require_own_run(by: Staff, run: SettlementRun, role: Role) -> None:
    """Only the insurer that pays decides; a run of a region below may be seen, not decided on."""
    require_role(by, role)
    if by.organisation_id != run.insurer_id:
        raise NotPermittedError("not_permitted", "run", {"role": by.role})


def _move(run: SettlementRun, expected: SettlementRun.State, **changes: object) -> None:
    """Change the run if it is still in the expected state; whoever comes second is told."""
    if SettlementRun.objects.filter(pk=run.pk, state=expected).update(**changes) != 1:
        run.refresh_from_db()
        raise DomainError("wrong_state", "state", {"state": str(run.get_state_display())})
    run.refresh_from_db()


def _decide(by: Staff, run: SettlementRun, action: Decision.Action, note: str) -> None:
    Decision.objects.create(
        run=run,
        action=action,
        decided_by=by,
        decided_at=clock.now(),
        note=note.strip()[:400],
        output_sha256=run.output_sha256,
    )
