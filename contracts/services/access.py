"""Writing the access log."""

from contracts import clock
from contracts.models import AccessEvent, Staff

Action = AccessEvent.Action


def record(
    *,
    by: Staff,
    action: AccessEvent.Action,
    subject: str,
    subject_key: object,
    detail: str = "",
    reason: str = "",
) -> None:
    """Write down that somebody saw or changed something. Keys and counts only: never a name or a reading.

    Call it last in a transaction: it locks the actor's chain until the commit.
    """
    AccessEvent.objects.create(
        at=clock.now(),
        actor=by.username,
        actor_role=by.role,
        organisation_code=by.organisation.code if by.organisation else "",
        action=action,
        subject=subject,
        subject_key=str(subject_key),
        detail=detail[:200],
        reason=reason[:200],
    )
