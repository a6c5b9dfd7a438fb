"""From facts to a payment: what a run computes, before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from capitation import catalogue, facts
from capitation.domain import panel, payment
from capitation.domain.measures.values import Period
from capitation.domain.panel import PanelParams, PersonRule
from capitation.domain.payment.panel import MeasureResult, PanelGroup, PayeeInputs, PayeePanel
from capitation.domain.payment.panel import Period as PaidPeriod
from capitation.engine.postgres import PostgresEngine, TeamCount
from capitation.inputs import amounts_by_team
from capitation.payees import Payee, payees_of
from contracts.domain.errors import DomainError

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from capitation.domain.measures.document import Measure
    from capitation.domain.payment.document import Scheme
    from capitation.domain.payment.statement import Payment
    from capitation.models import SettlementRun
    from capitation.services.progress import Progress

PANEL_TABLE = "run_panel"
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class MeasureRun:
    """One measure over one period, its evidence kept in the engine under ``label``."""

    name: str
    measure: Measure
    period: Period
    label: str
    counts: dict[int, TeamCount]


@dataclass(frozen=True, slots=True)
class Computation:
    """A run's outcome. Evidence and panel stand in temporary tables until it is stored."""

    payees: list[Payee]
    measures: list[MeasureRun]
    payment: Payment
    input_sha256: str
    output_sha256: str
    closure: list[dict[str, object]]


def compute(cursor: CursorWrapper, run: SettlementRun, progress: Progress) -> Computation:
    """Gather the facts known at the run's cut-off, measure them and price them. Writes temporary tables only."""
    scheme = catalogue.published_scheme(run.scheme)
    period = Period(run.period_start, run.period_end, run.cut_off.date())
    before = previous_year(period)
    progress.step("facts", 10)
    payees = payees_of(run)
    scope = facts.Scope(
        run.insurer.region.path,
        before.starts_on,
        period.ends_on,
        run.cut_off,
        team_ids=[payee.team_id for payee in payees],
    )
    facts.gather(cursor, scope)
    input_sha256 = _digest([facts.fingerprint(cursor), run.scheme.sha256, *_measure_hashes(run)])
    engine = PostgresEngine(cursor)
    progress.step("measures", 30)
    measures = [
        _measure(engine, name, measure, span)
        for name, measure, span in _wanted_measures(run, scheme, period, before)
    ]
    progress.step("panel", 60)
    registers = paid_registers(scheme)
    _keep_panel(cursor, scheme, period, registers)
    panels = _payee_panels(cursor, payees, registers)
    progress.step("payment", 75)
    inputs = _inputs(cursor, scheme, period, payees)
    results = {
        label: _results(scheme, measures, payees, label)
        for label in (period.starts_on, before.starts_on)
    }
    paid = payment.pay(
        scheme,
        PaidPeriod(period.starts_on, period.ends_on),
        panels,
        results[period.starts_on],
        results[before.starts_on],
        amounts=inputs,
    )
    return Computation(
        payees=payees,
        measures=measures,
        payment=paid,
        input_sha256=input_sha256,
        output_sha256=_digest([canonical_json(paid.as_json())]),
        closure=[*(dict(check.as_json()) for check in paid.checks), *_own_checks(cursor, measures)],
    )


def previous_year(period: Period) -> Period:
    """The same months one year earlier, as known at the same cut-off: the baseline of improvement rules."""
    start, end = (day.replace(year=day.year - 1) for day in (period.starts_on, period.ends_on))
    return Period(start, end, period.known_through)


def paid_registers(scheme: Scheme) -> list[str]:
    """The registers whose person-months the scheme pays for, in the order of the document."""
    named = (getattr(component, "members_of", None) for component in scheme.components)
    return list(dict.fromkeys(register for register in named if register is not None))


def canonical_json(document: object) -> str:
    """The one way in which a result is written down for its hash: sorted keys, no blanks."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _wanted_measures(
    run: SettlementRun, scheme: Scheme, period: Period, before: Period
) -> list[tuple[str, Measure, Period]]:
    versions = {
        (version.key, version.version): version
        for version in run.scheme.measures.select_related("rule_set")
    }
    wanted = []
    for name, use in scheme.measures.items():
        measure = catalogue.published_measure(versions[use.measure, use.version])
        wanted.append((name, measure, period))
        if use.baseline.value == "previous_year":
            wanted.append((name, measure, before))
    return wanted


def _measure(engine: PostgresEngine, name: str, measure: Measure, period: Period) -> MeasureRun:
    label = f"{name}@{period.starts_on}"
    engine.run(measure, period, label=label)
    counts = {count.team_id: count for count in engine.counts(label) if count.team_id is not None}
    return MeasureRun(name=name, measure=measure, period=period, label=label, counts=counts)


def _keep_panel(
    cursor: CursorWrapper, scheme: Scheme, period: Period, registers: list[str]
) -> None:
    """Put every resident's person-months on the paid registers into a temporary table."""
    rules = tuple(
        PersonRule(
            key=rule.key,
            min_age=rule.min_age.count if rule.min_age else None,
            until_age=rule.until_age.count if rule.until_age else None,
            min_conditions=rule.min_conditions.count if rule.min_conditions else None,
            until_conditions=rule.until_conditions.count if rule.until_conditions else None,
        )
        for rule in scheme.multipliers.person
    )
    conditions = tuple(register for register in registers if register != panel.SIGNED)
    statement = panel.sql(
        PanelParams(scheme.counting.value, conditions, rules, scheme.as_of.value), period
    )
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{PANEL_TABLE}")
    cursor.execute(
        f"CREATE TEMP TABLE {PANEL_TABLE} ON COMMIT DROP AS SELECT * FROM ({statement.text}) p "  # noqa: S608 - ours
        "WHERE register = ANY(%(paid)s::text[])",
        {**statement.parameters, "paid": registers},  # type: ignore[dict-item]
    )


def _payee_panels(
    cursor: CursorWrapper, payees: list[Payee], registers: list[str]
) -> list[PayeePanel]:
    cursor.execute(
        "SELECT team_id, register, rules, sum(months_num)::bigint, months_den "  # noqa: S608 - ours
        f"FROM {PANEL_TABLE} GROUP BY team_id, register, rules, months_den"
    )
    groups: dict[int, dict[tuple[str, tuple[str, ...]], Fraction]] = defaultdict(dict)
    for team_id, register, rules, months, denominator in cursor.fetchall():
        groups[team_id][register, tuple(rules)] = Fraction(months, denominator)
    cursor.execute(
        f"SELECT team_id, register, count(DISTINCT resident_id) FROM {PANEL_TABLE} GROUP BY team_id, register"  # noqa: S608
    )
    members: dict[int, dict[str, int]] = defaultdict(dict)
    for team_id, register, count in cursor.fetchall():
        members[team_id][register] = count
    return [
        _payee_panel(payee, groups[payee.team_id], members[payee.team_id], registers)
        for payee in payees
    ]


def _payee_panel(
    payee: Payee,
    months: dict[tuple[str, tuple[str, ...]], Fraction],
    members: dict[str, int],
    registers: list[str],
) -> PayeePanel:
    """A team's panel; a register without anybody is there with nothing, never left out."""
    whole = dict(months)
    for register in registers:
        whole.setdefault((register, ()), Fraction(0))
    return PayeePanel(
        payee=payee.code,
        groups=tuple(
            PanelGroup(register, share, rules) for (register, rules), share in sorted(whole.items())
        ),
        attributes={"region": payee.region, "level": payee.level},
        members={register: members.get(register, 0) for register in registers},
    )


def _inputs(
    cursor: CursorWrapper, scheme: Scheme, period: Period, payees: list[Payee]
) -> dict[str, PayeeInputs]:
    ids = [payee.team_id for payee in payees]
    registers = paid_registers(scheme)
    amounts = {
        name: amounts_by_team(cursor, name, period=period, registers=registers, team_ids=ids)
        for name, use in scheme.inputs.items()
        if use.kind == "amount"
    }
    return {
        payee.code: PayeeInputs(
            amounts={name: by_team[payee.team_id] for name, by_team in amounts.items()}
        )
        for payee in payees
    }


def _results(
    scheme: Scheme, measures: list[MeasureRun], payees: list[Payee], starts_on: object
) -> dict[str, dict[str, MeasureResult]]:
    ran = {run.name: run for run in measures if run.period.starts_on == starts_on}
    return {
        payee.code: {
            name: _result(ran[name].counts.get(payee.team_id))
            for name in scheme.measures
            if name in ran
        }
        for payee in payees
    }


def _result(count: TeamCount | None) -> MeasureResult:
    if count is None:
        return MeasureResult.counts(0, 0)
    return MeasureResult.counts(count.numerator_count, count.eligible_count)


def _own_checks(cursor: CursorWrapper, measures: list[MeasureRun]) -> list[dict[str, object]]:
    """Checks that need the residents: nobody counts more than 12 months, teams add up to everybody."""
    cursor.execute(
        f"SELECT coalesce(max(months), 0)::text FROM (SELECT sum(months_num::numeric / months_den) AS months "  # noqa: S608
        f"FROM {PANEL_TABLE} GROUP BY resident_id, register) m"
    )
    checks: list[dict[str, object]] = [
        {
            "check": "person_months_at_most_12",
            "about": "resident",
            "left": cursor.fetchone()[0],
            "right": str(MONTHS_OF_A_YEAR),
        }
    ]
    if Decimal(str(checks[0]["left"])) > MONTHS_OF_A_YEAR:
        raise DomainError("not_closed", "closure", {"check": "person_months_at_most_12"})
    for run in measures:
        cursor.execute("SELECT count(*) FROM run_evidence WHERE label = %s", [run.label])
        summed = sum(count.population_count for count in run.counts.values())
        checks.append(
            {
                "check": "teams_add_up",
                "about": run.label,
                "left": str(summed),
                "right": str(cursor.fetchone()[0]),
            }
        )
        if checks[-1]["left"] != checks[-1]["right"]:
            raise DomainError("not_closed", "closure", {"check": f"teams_add_up {run.label}"})
    return checks


def _measure_hashes(run: SettlementRun) -> list[str]:
    return sorted(run.scheme.measures.values_list("sha256", flat=True))


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
