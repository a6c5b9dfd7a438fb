"""The lines of one payee while they are being worked out, component after component."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from capitation.domain.payment.components import Component
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import PayeeInputs, PayeePanel
from capitation.domain.payment.scores import Evidence
from capitation.domain.payment.statement import Check, Line, LineStatus
from capitation.domain.payment.trace import Trace


@dataclass(frozen=True, slots=True)
class Parents:
    """The lines a line is taken of: their sum, or why there is none."""

    keys: tuple[str, ...]
    amount_fen: int
    status: LineStatus

    @property
    def reason(self) -> str:
        """The reason code a dependent line carries when its parents have no amount."""
        return "" if self.status == "final" else f"parent_{self.status}"


@dataclass(slots=True)
class Ledger:
    """What is known of one payee and the lines found so far, in the order of the scheme."""

    scheme: Scheme
    panel: PayeePanel
    evidence: Evidence
    inputs: PayeeInputs
    lines: list[Line] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def add(
        self,
        component: Component,
        *,
        source: str,
        amount_fen: int | None,
        trace: Trace,
        status: LineStatus = "final",
        reason: str = "",
        about: str = "",
    ) -> Line:
        """Append a line; its key is component[.about]:source."""
        name = f"{component.key}.{about}" if about else component.key
        line = Line(
            key=f"{name}:{source}",
            component=component.key,
            kind=component.kind,
            about=about,
            source=source,
            amount_fen=amount_fen,
            status=status,
            reason=reason,
            trace=trace,
        )
        self.lines.append(line)
        return line

    def lines_of(self, components: Sequence[str], source: str) -> list[Line]:
        """The lines of these components and the lines that change them, of one source."""
        wanted = set(components)
        return [
            line
            for line in self.lines
            if line.source == source and (line.component in wanted or line.about in wanted)
        ]

    def parents(self, components: Sequence[str], source: str) -> Parents:
        """The sum of the named lines of one source, after every change made to them so far.

        One pending line makes the sum pending; a sum of lines that are all not applicable is not
        applicable; otherwise lines that are not applicable add nothing.
        """
        lines = self.lines_of(components, source)
        statuses = {line.status for line in lines}
        status: LineStatus = "final"
        if "pending" in statuses:
            status = "pending"
        elif statuses == {"not_applicable"}:
            status = "not_applicable"
        amount = sum(line.amount_fen or 0 for line in lines)
        return Parents(tuple(line.key for line in lines), amount, status)

    def hold(self, components: Iterable[str], source: str, reason: str) -> None:
        """Make the final lines of these components pending; changes made to them lapse."""
        wanted = set(components)
        for place, line in enumerate(self.lines):
            if line.source != source or line.status != "final":
                continue
            if line.component in wanted:
                self.lines[place] = replace(line, amount_fen=None, status="pending", reason=reason)
            elif line.about in wanted:
                self.lines[place] = replace(
                    line, amount_fen=None, status="not_applicable", reason="parent_pending"
                )
