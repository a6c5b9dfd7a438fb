"""Who may open what: one row per address. A page that lands without a row fails the tests of this folder.

``roles`` are letters: D doctor, C centre admin, O insurer officer, P insurer approver, A auditor, R operator,
``*`` everybody and anonymous visitors too. Roles named get ``ok``, others 403, anonymous visitors ``anonymous``.
``args`` are names of ``things`` below, or literal text behind an equals sign.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.world import settle_by_hand, upload_by_hand

if TYPE_CHECKING:
    from tests.world import City

LETTERS = {
    "D": "doctor",
    "C": "centre_admin",
    "O": "insurer_officer",
    "P": "insurer_approver",
    "A": "auditor",
    "R": "operator",
}
CARE, MONEY, STAFF = "DC", "OPA", "DCOPAR"


@dataclass(frozen=True)
class Row:
    """The rule of one address and method."""

    name: str
    roles: str
    args: tuple[str, ...] = ()
    ok: int = 200
    method: str = "get"
    body: dict[str, Any] = field(default_factory=dict)
    anonymous: int = 302
    json: bool = False
    # What the roles named get when the thing belongs to the other city.
    foreign: int = 404
    # Roles that get neither ``ok`` nor 403.
    others: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> str:
        """The row by name, method and literal parts."""
        return " ".join((self.name, self.method, *self.args))

    def status_for(self, role: str) -> int:
        """What a role gets."""
        if self.roles == "*" or any(LETTERS[letter] == role for letter in self.roles):
            return self.ok
        return next((status for letter, status in self.others if LETTERS[letter] == role), 403)


def things(city: City) -> dict[str, int]:
    """One of each kind of thing of a city, by the names that rows use."""
    run, statement = settle_by_hand(city)
    return {
        "contract": city.contracts[0].pk,
        "resident": city.residents[0].pk,
        "visit": city.visits[0].pk,
        "import": upload_by_hand(city).pk,
        "run": run.pk,
        "statement": statement.pk,
        "line": statement.lines.get().pk,
        "scheme": run.scheme_id,
    }


ROWS: tuple[Row, ...] = (
    Row("home", STAFF, ok=302),
    # contracts
    Row("contracts:panel", CARE),
    Row("contracts:panel-export", CARE, ("=csv",)),
    Row("contracts:contract-find", "C"),
    Row("contracts:contract-find", "C", method="post", body={"q": "王"}),
    Row("contracts:contract-new", "C", ok=302),
    Row("contracts:contract-end", "C", ("contract",)),
    Row("contracts:contract-end", "C", ("contract",), method="post", ok=422),
    Row("contracts:expiring", CARE),
    Row("contracts:access-log", "A"),
    Row("contracts:access-log", "A", method="post", body={"reason": "case 17"}, ok=302),
    Row("contracts:imports", "C"),
    Row("contracts:import-detail", "C", ("import",)),
    Row("contracts:import-commit", "C", ("import",), method="post", ok=302),
    Row("contracts:import-errors", "C", ("import",), ok=404),  # the file has no errors
    Row("contracts:import-sample", "C", ("=contracts", "=csv")),
    # followup
    Row("followup:today", "D"),
    Row("followup:resident-search", CARE),
    Row("followup:resident", CARE, ("resident",)),
    Row("followup:visit-new", "D", ("resident",)),
    Row("followup:visit-assess", "D", ("resident",), method="post"),
    Row("followup:visit", CARE, ("visit",)),
    Row("followup:visit-correct", "D", ("visit",)),
    # capitation
    Row("capitation:teams", "COPA"),
    Row("capitation:measures", "DCOPA"),
    Row("capitation:measure-residents", CARE, ("=cn.htn.control_2017",)),
    Row("capitation:my-rates", "D"),
    Row("capitation:runs", MONEY),
    # Others who read runs have no form there: what they send is not read.
    Row("capitation:runs", "O", method="post", ok=422, others=(("P", 200), ("A", 200))),
    Row("capitation:run", MONEY, ("run",)),
    Row("capitation:run-progress", MONEY, ("run",), ok=302),  # it is over
    Row("capitation:run-decision", "OP", ("run",), method="post", ok=302),
    Row("capitation:run-again", "O", ("run",), method="post", ok=302),
    Row("capitation:run-export", MONEY, ("run", "=csv")),
    Row("capitation:run-export", MONEY, ("run", "=xlsx")),
    Row("capitation:statements", "DCOPA"),
    Row("capitation:statement", "DCOPA", ("statement",)),
    Row("capitation:statement-export", "DCOPA", ("statement", "=csv")),
    Row("capitation:line", "DCOPA", ("statement", "=1")),
    Row("capitation:line-residents", "DCOPA", ("statement", "=1")),
    Row("capitation:line-stays", "DCOPA", ("statement", "=1"), ok=404),  # no line of stays
    Row("capitation:evidence", "DCOPA", ("statement", "=cn.htn.control_2017", "=2025-01-01")),
    Row("capitation:schemes", MONEY),
    Row("capitation:scheme", MONEY, ("scheme",)),
    Row("capitation:measure-document", MONEY, ("=cn.htn.control_2017",)),
    # API
    Row("api:schema", STAFF, anonymous=403),
    Row("api:residents", CARE, anonymous=401),
    Row("api:resident", CARE, ("resident",), anonymous=401),
    Row("api:due", "D", anonymous=401),
    Row("api:visits", "D", method="post", ok=400, anonymous=401, json=True),
    Row("api:visit", CARE, ("visit",), anonymous=401),
    Row("api:runs", MONEY, anonymous=401),
    Row("api:runs", "O", method="post", ok=400, anonymous=401, json=True),
    Row("api:run", MONEY, ("run",), anonymous=401),
    Row("api:statements", "DCOPA", anonymous=401),
    Row("api:statement", "DCOPA", ("statement",), anonymous=401),
    # the frame and the operator's part
    Row("ui:design", "*"),
    Row("ui:theme", "*", method="post", ok=302),
    Row("set_language", "*", method="post", ok=302),
    Row("ops:status", "R"),
    Row("ops:healthz", "*"),
    Row("ops:readyz", "*"),
)
# Pages of the log-in package: they hold nothing of ours and must only never break.
LOGIN_PREFIX = "account_"

# Lists that take the id of a thing in the query: with one of the other city they answer 404, or nothing.
QUERIES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("contracts:panel", (), "team", "centre_admin"),
    ("contracts:panel", (), "team", "doctor"),
    ("contracts:panel", (), "after", "centre_admin"),
    ("contracts:panel-export", ("xlsx",), "team", "centre_admin"),
    ("contracts:expiring", (), "team", "centre_admin"),
    ("contracts:expiring", (), "after", "centre_admin"),
    ("contracts:contract-new", (), "resident", "centre_admin"),
    ("capitation:measures", (), "team", "centre_admin"),
    ("capitation:measures", (), "team", "insurer_officer"),
    ("capitation:measure-residents", ("cn.htn.control_2017",), "team", "doctor"),
    ("api:residents", (), "after", "doctor"),
    ("api:runs", (), "after", "insurer_officer"),
    ("api:statements", (), "after", "insurer_officer"),
)
