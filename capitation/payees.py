"""Whom a run pays: the teams of the insurer's region as they were when the run was first computed.

A team that is founded, renamed or moved to another centre afterwards must not change a run that stands, so the run
keeps its payees and is computed again for them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from contracts.selectors import teams_within

if TYPE_CHECKING:
    from capitation.models import SettlementRun

JsonPayee = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Payee:
    """A team and what a scheme may ask of it: ``region`` is its centre's division code, ``level`` the centre's kind."""

    team_id: int
    code: str
    region: str
    level: str

    def as_json(self) -> JsonPayee:
        """The payee as a run keeps it."""
        return asdict(self)


def payees_of(run: SettlementRun) -> list[Payee]:
    """The payees of a run by code: those it kept, else the region's teams of today. One query at most."""
    if run.payees:
        return [Payee(**kept) for kept in run.payees]
    return [
        Payee(
            team_id=team.pk,
            code=team.code,
            region=team.organisation.region.code,
            level=team.organisation.kind,
        )
        for team in teams_within(run.insurer.region.path)
    ]
