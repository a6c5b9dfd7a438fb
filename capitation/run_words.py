"""A run in words: its state, its steps and its closure proof, as the components show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from capitation.explanation import source_words, title_of
from capitation.models import Decision, SettlementRun
from ui import formats
from ui.components import Badge, Fact, Step, Tone
from ui.templatetags.ui import moment

if TYPE_CHECKING:
    from capitation.models import Statement

State = SettlementRun.State
STATE_BADGES: dict[str, tuple[Promise, Tone]] = {
    State.WAITING: (lazy("Waiting for the worker"), "info"),
    State.RUNNING: (lazy("Being computed"), "info"),
    State.FAILED: (lazy("Stopped"), "bad"),
    State.COMPUTED: (lazy("Computed, not proposed"), "warn"),
    State.PROPOSED: (lazy("Waits for approval"), "info"),
    State.APPROVED: (lazy("Approved"), "good"),
}
PROGRESS_WORDS: dict[str, Promise] = {
    "": lazy("About to begin"),
    "facts": lazy("Gathering the facts known at the cut-off"),
    "measures": lazy("Measuring every resident"),
    "panel": lazy("Counting person-months"),
    "payment": lazy("Pricing by the scheme"),
    "evidence": lazy("Writing the evidence"),
    "statements": lazy("Writing the statements"),
}
CHECK_WORDS: dict[str, Promise] = {
    "sources": lazy("Sources of funds add up to the total"),
    "payout": lazy("Payout, carried over and open add up"),
    "withhold": lazy("Up-front and withheld parts add up to the base"),
    "release": lazy("Released and lost add up to the withheld part"),
    "cap": lazy("Lines after the cap add up to its limit"),
    "funding_split": lazy("Shares of the funding sources add up"),
    "distribution": lazy("Parts of the receivers add up"),
    "clearing": lazy("Prepaid and clearing add up"),
    "months": lazy("Monthly parts add up to the year"),
    "person_months_at_most_12": lazy("Nobody counts more than 12 months (highest on the left)"),
    "teams_add_up": lazy("Teams add up to everybody measured"),
}
ABOUT_WORDS: dict[str, Promise] = {
    "payment": lazy("All statements"),
    "statement": lazy("This statement"),
    "resident": lazy("Residents"),
}
DECISION_WORDS: dict[str, Promise] = {
    Decision.Action.PROPOSED: lazy("Proposed"),
    Decision.Action.RETURNED: lazy("Returned"),
    Decision.Action.APPROVED: lazy("Approved"),
}
DONE = frozenset({State.COMPUTED, State.PROPOSED, State.APPROVED})
HASH_SHOWN = 8


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as a row of the list."""

    run: SettlementRun
    period: str
    title: str
    badge: Badge
    is_done: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A closure check with both of its sides."""

    words: str
    about: str
    left: str
    right: str
    holds: bool


def run_rows(runs: Iterable[SettlementRun]) -> list[RunRow]:
    """Rows of the list of runs."""
    return [
        RunRow(
            run=run,
            period=period_words(run),
            title=title_of(run.scheme),
            badge=state_badge(run),
            is_done=run.state in DONE,
        )
        for run in runs
    ]


def state_badge(run: SettlementRun) -> Badge:
    """The state as word, tone and icon."""
    word, tone = STATE_BADGES[run.state]
    return Badge(str(word), tone)


def period_words(run: SettlementRun) -> str:
    """ "2025" for a calendar year, else both days."""
    start, end = run.period_start, run.period_end
    if (start.month, start.day) == (1, 1) and end == start.replace(year=start.year + 1):
        return str(start.year)
    return f"{start.isoformat()} – {(end - timedelta(days=1)).isoformat()}"


def steps_of(run: SettlementRun, decisions: Iterable[Decision]) -> list[Step]:
    """What has been done with a run, by whom and when, and what is to come."""
    steps = [Step(_("Started"), "done", moment(run.started_at), run.started_by)]
    if run.state not in DONE:
        return [*steps, *_unfinished(run)]
    cut_off = _("Facts up to %(when)s") % {"when": moment(run.cut_off)}
    steps.append(Step(_("Computed"), "done", moment(run.computed_at), note=cut_off))
    steps.extend(_decided(decision) for decision in decisions)
    return [*steps, *_to_come(run)]


def _decided(decision: Decision) -> Step:
    is_returned = decision.action == Decision.Action.RETURNED
    return Step(
        str(DECISION_WORDS[decision.action]),
        "returned" if is_returned else "done",
        moment(decision.decided_at),
        decision.decided_by.full_name or decision.decided_by.username,
        decision.note,
    )


def _unfinished(run: SettlementRun) -> list[Step]:
    word, _tone = STATE_BADGES[run.state]
    is_failed = run.state == State.FAILED
    now = Step(str(word), "returned" if is_failed else "now", note=run.failure)
    return [now, Step(_("Proposed")), Step(_("Approved"))]


def _to_come(run: SettlementRun) -> list[Step]:
    if run.state == State.COMPUTED:
        return [
            Step(_("To be proposed by an officer"), "now"),
            Step(_("Approved"), note=_("by a second person")),
        ]
    if run.state == State.PROPOSED:
        return [Step(_("To be approved"), "now", note=_("by a second person"))]
    return []


def check_rows(
    checks: Iterable[dict[str, Any]], labels: Mapping[str, str] | None = None
) -> list[CheckRow]:
    """A closure proof as rows: amounts in yuan, counts as they are. ``labels`` name components by key."""
    return [_check_row(check, labels or {}) for check in checks]


def _about(text: str, labels: Mapping[str, str]) -> str:
    """What a check is about: "base:fund" by label and source, "control@2025-01-01" by measure and year."""
    if text in ABOUT_WORDS:
        return str(ABOUT_WORDS[text])
    measure, at, year = text.partition("@")
    if at:
        return " · ".join((labels.get(measure, measure), year[:4]))
    component, _colon, source = text.partition(":")
    return " · ".join(filter(None, (labels.get(component, component), source_words(source))))


def _check_row(check: dict[str, Any], labels: Mapping[str, str]) -> CheckRow:
    words = str(CHECK_WORDS.get(check["check"], check["check"]))
    about = _about(str(check["about"]), labels)
    if "left_fen" in check:
        left, right = check["left_fen"], check["right_fen"]
        return CheckRow(words, about, formats.yuan(left), formats.yuan(right), left == right)
    left, right = _plain(check["left"]), _plain(check["right"])
    if check["check"] == "person_months_at_most_12":
        return CheckRow(words, about, left, f"≤ {right}", Decimal(left) <= Decimal(right))
    return CheckRow(words, about, left, right, left == right)


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def hash_facts(run: SettlementRun, statement: Statement | None = None) -> list[Fact]:
    """What makes a result reproducible: documents, facts and output by their hashes."""
    measures = list(run.scheme.measures.select_related("rule_set").order_by("key"))
    rule_sets = {measure.rule_set.key: measure.rule_set for measure in measures if measure.rule_set}
    facts = [_fact(_("Scheme"), f"{run.scheme.key} v{run.scheme.version}", run.scheme.sha256)]
    facts += [
        _fact(_("Measure"), f"{measure.key} v{measure.version}", measure.sha256)
        for measure in measures
    ]
    facts += [
        _fact(_("Rule set"), f"{rules.key} v{rules.version}", rules.sha256)
        for rules in rule_sets.values()
    ]
    facts += [
        _fact(_("Facts"), moment(run.cut_off), run.input_sha256),
        _fact(_("All statements"), "", run.output_sha256),
    ]
    if statement is not None:
        facts.append(_fact(_("This statement"), "", statement.sha256))
    facts.append(Fact(_("Code"), run.code_version))
    return facts


def _fact(label: str, what: str, sha256: str) -> Fact:
    short = f"{sha256[:HASH_SHOWN]}…{sha256[-4:]}" if sha256 else "–"
    return Fact(label, short, note=what)
