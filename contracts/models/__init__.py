"""One file per noun; import them from here inside the app only."""

from contracts.models.access_event import AccessEvent
from contracts.models.contract import Contract
from contracts.models.import_batch import ImportBatch
from contracts.models.organisation import Organisation
from contracts.models.package import ServicePackage
from contracts.models.region import Region
from contracts.models.resident import Resident
from contracts.models.staff import Staff
from contracts.models.team import Team, TeamMembership

__all__ = [
    "AccessEvent",
    "Contract",
    "ImportBatch",
    "Organisation",
    "Region",
    "Resident",
    "ServicePackage",
    "Staff",
    "Team",
    "TeamMembership",
]
