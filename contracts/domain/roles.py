"""Who works with the system, as keys; what each sees and does is in the access rules of the pages."""

from enum import StrEnum


class Role(StrEnum):
    """The role of a member of staff (design: Roles)."""

    DOCTOR = "doctor"
    CENTRE_ADMIN = "centre_admin"
    INSURER_OFFICER = "insurer_officer"
    INSURER_APPROVER = "insurer_approver"
    AUDITOR = "auditor"
    OPERATOR = "operator"


CARE_ROLES = frozenset({Role.DOCTOR, Role.CENTRE_ADMIN})
INSURER_ROLES = frozenset({Role.INSURER_OFFICER, Role.INSURER_APPROVER})
MONEY_ROLES = INSURER_ROLES | {Role.AUDITOR}
