"""Facts that arrive after the close: what they change, line by line (reference/schemes.md 5).

A closed statement stays as it was. The same scheme version is priced again on the new facts, and
the differences become signed lines of the next statement.
"""

from dataclasses import dataclass

from capitation.domain.payment.problems import refuse
from capitation.domain.payment.statement import LineStatus, Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """What one line was, what it is now, and the signed fen to post."""

    key: str
    source: str
    before_status: LineStatus
    after_status: LineStatus
    before_fen: int
    after_fen: int

    @property
    def delta_fen(self) -> int:
        """What the next statement carries for this line."""
        return self.after_fen - self.before_fen


def differences(before: Statement, after: Statement) -> tuple[Difference, ...]:
    """The lines that differ between two statements of one payee, in the order of the scheme.

    A line that was pending counts as 0.00 paid so far; a line that only one side has (a new
    finding) counts as 0.00 on the other. A change of status alone is a difference of 0.00.
    Errors: `unknown_key` for statements of two payees.
    """
    if before.payee != after.payee:
        raise refuse("unknown_key", "payee", after.payee, expected=before.payee)
    old = {line.key: line for line in before.lines}
    new = {line.key: line for line in after.lines}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        line = new.get(key) or old[key]
        earlier, later = old.get(key), new.get(key)
        difference = Difference(
            key=key,
            source=line.source,
            before_status=earlier.status if earlier else "not_applicable",
            after_status=later.status if later else "not_applicable",
            before_fen=(earlier.amount_fen or 0) if earlier else 0,
            after_fen=(later.amount_fen or 0) if later else 0,
        )
        if difference.delta_fen or difference.before_status != difference.after_status:
            found.append(difference)
    return tuple(found)
