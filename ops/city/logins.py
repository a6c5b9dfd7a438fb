"""The log-ins of the demo: who they are and what they should look at. Never in production."""

from dataclasses import dataclass

from contracts.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Login:
    """One demo user. ``organisation`` and ``team`` are codes of ``ops.city.places`` (empty: none)."""

    username: str
    password: str
    role: Role
    full_name: str
    title: str
    look_at: str
    organisation: str = ""
    team: str = ""
    function: str = ""

    def __str__(self) -> str:
        return f"{self.username} / {self.password}   {self.title}: {self.look_at}"


YUNXI_INSURER = "YB990100"
WANGHAI_INSURER = "YB990200"
DEMO_CENTRE = "H99010100001"
DEMO_TEAM = "H99010100001-02"
TOO_GOOD_TEAM = "H99010200003-03"

LOGINS: tuple[Login, ...] = (
    Login(
        "doctor",
        "demo-doctor",
        Role.DOCTOR,
        "陈慧敏",
        "Family doctor",
        "the due list, a follow-up, the team's control rate",
        DEMO_CENTRE,
        DEMO_TEAM,
        "lead",
    ),
    Login(
        "centre",
        "demo-centre",
        Role.CENTRE_ADMIN,
        "周建平",
        "Centre admin",
        "the panel, the teams with their rates, imports, contracts that expire",
        DEMO_CENTRE,
    ),
    Login(
        "officer",
        "demo-officer",
        Role.INSURER_OFFICER,
        "林晓云",
        "Insurer officer",
        "the settlement of 2025: a statement, a line, its trace, the residents behind it",
        YUNXI_INSURER,
    ),
    Login(
        "approver",
        "demo-approver",
        Role.INSURER_APPROVER,
        "郑国栋",
        "Insurer approver",
        "approving what the officer proposed",
        YUNXI_INSURER,
    ),
    Login(
        "auditor",
        "demo-auditor",
        Role.AUDITOR,
        "何静怡",
        "Auditor",
        "the access log and every statement, read only",
    ),
    Login(
        "operator",
        "demo-operator",
        Role.OPERATOR,
        "宋志远",
        "Operator",
        "users and health, no care data",
    ),
    Login(
        "doctor.wanghai",
        "demo-wanghai-doctor",
        Role.DOCTOR,
        "曾海燕",
        "Family doctor of another city",
        "sees nobody of Yunxi",
        "H99020100001",
        "H99020100001-01",
        "lead",
    ),
    Login(
        "officer.wanghai",
        "demo-wanghai-officer",
        Role.INSURER_OFFICER,
        "解文博",
        "Insurer officer of another city",
        "sees no statement of Yunxi",
        WANGHAI_INSURER,
    ),
    Login(
        "approver.wanghai",
        "demo-wanghai-approver",
        Role.INSURER_APPROVER,
        "单雨晴",
        "Insurer approver of another city",
        "publishes the schemes of that city",
        WANGHAI_INSURER,
    ),
)
