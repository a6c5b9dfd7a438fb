"""Checking everything `pay` is given before anything is calculated; all problems at once."""

from collections.abc import Iterator, Mapping, Sequence

from capitation.domain.payment.components import (
    Base,
    Bonus,
    BonusOnAmount,
    Clearing,
    Component,
    SplitFunding,
)
from capitation.domain.payment.document import PayeeFactor, Scheme
from capitation.domain.payment.panel import PayeeInputs, PayeePanel, Period, Results
from capitation.domain.payment.problems import Problem, nearest_key

LARGEST_MONTHS_PER_MEMBER = 12


def problems_of_input(
    scheme: Scheme,
    period: Period,
    panels: Sequence[PayeePanel],
    results: Results,
    baselines: Results,
    *,
    inputs: Mapping[str, PayeeInputs],
) -> list[Problem]:
    """Every problem of the input, none when it can be calculated."""
    problems = [*check_period(scheme, period), *check_payees(panels)]
    payees = [panel.payee for panel in panels]
    for name, table in (("results", results), ("baselines", baselines), ("amounts", inputs)):
        for payee in table:
            problems += unknown(payees, payee, f"{name}.{payee}")
    for panel in panels:
        problems += check_panel(scheme, panel)
        problems += check_measures(scheme, panel.payee, results, baselines)
        problems += check_inputs(scheme, panel.payee, inputs.get(panel.payee, PayeeInputs()))
    return sorted(set(problems))


def check_period(scheme: Scheme, period: Period) -> Iterator[Problem]:
    """The period must lie within the days the scheme is valid for."""
    if period.starts_on < scheme.valid_from or period.ends_on > scheme.valid_until:
        found = f"{period.starts_on}/{period.ends_on}"
        expected = f"days within {scheme.valid_from}/{scheme.valid_until}"
        yield Problem("period", "outside_validity", found, expected)


def check_payees(panels: Sequence[PayeePanel]) -> Iterator[Problem]:
    """At least one payee, each once."""
    if not panels:
        yield Problem("payees", "missing_input", "", "at least one payee")
    seen = set()
    for panel in panels:
        if panel.payee in seen:
            yield Problem(f"payees.{panel.payee}", "duplicate_key", panel.payee, "each payee once")
        seen.add(panel.payee)


def unknown(valid: Sequence[str], key: str, where: str) -> Iterator[Problem]:
    """`unknown_key` for a key that nothing declares."""
    if key not in valid:
        yield Problem(where, "unknown_key", key, ", ".join(valid), nearest_key(key, valid))


def check_panel(scheme: Scheme, panel: PayeePanel) -> Iterator[Problem]:
    """Person-months, rules, attributes and members of one payee."""
    path = f"payees.{panel.payee}"
    rules = [rule.key for rule in scheme.multipliers.person]
    seen = set()
    for group in panel.groups:
        where = f"{path}.panel.{group.register}"
        if group.person_months < 0:
            yield Problem(where, "negative_count", str(group.person_months), "0 or more")
        for rule in group.rules:
            yield from unknown(rules, rule, f"{where}.rules")
        kind = (group.register, frozenset(group.rules))
        if kind in seen:
            found = " ".join(group.rules)
            yield Problem(where, "duplicate_key", found, "one row per register and set of rules")
        seen.add(kind)
    yield from check_members(panel, path)
    for component in scheme.components:
        yield from check_needs(panel, component, path)
    for factor in scheme.multipliers.payee:
        if factor.key in used_payee_factors(scheme):
            yield from check_attribute(panel, factor, path)


def check_members(panel: PayeePanel, path: str) -> Iterator[Problem]:
    """No register has more person-months than its members can have in a year."""
    for register, members in panel.members.items():
        most = members * LARGEST_MONTHS_PER_MEMBER
        if members < 0:
            yield Problem(f"{path}.members.{register}", "negative_count", str(members), "0 or more")
        elif panel.person_months(register) > most:
            found = str(panel.person_months(register))
            expected = f"at most {most} person-months of {members} members"
            yield Problem(f"{path}.panel.{register}", "out_of_range", found, expected)


def check_needs(panel: PayeePanel, component: Component, path: str) -> Iterator[Problem]:
    """The registers and members that a component needs of a payee."""
    if not isinstance(component, Base | Bonus) or component.members_of in panel.without_registers:
        return
    counted = isinstance(component, Base) or component.units.value == "person_years"
    registers = {group.register for group in panel.groups}
    if counted and component.members_of not in registers:
        expected = "person-months, 0 for an empty register"
        nearest = nearest_key(component.members_of, registers)
        yield Problem(
            f"{path}.panel.{component.members_of}", "missing_input", "", expected, nearest
        )
    by_member = isinstance(component, Bonus) and component.units.value == "register_members"
    if by_member and component.members_of not in panel.members:
        where = f"{path}.members.{component.members_of}"
        yield Problem(where, "missing_input", "", "the number of register members")


def used_payee_factors(scheme: Scheme) -> set[str]:
    """Keys of the payee factors that some base line uses."""
    used: set[str] = set()
    for component in scheme.components:
        if isinstance(component, Base):
            funding = component.funding
            parts = [funding] if isinstance(funding, SplitFunding) else funding.parts
            for part in parts:
                used.update(part.payee_factors)
    return used


def check_attribute(panel: PayeePanel, factor: PayeeFactor, path: str) -> Iterator[Problem]:
    """A payee must have the attribute, with a value of the table; never factor 1 by default."""
    where = f"{path}.attributes.{factor.attribute}"
    found = panel.attributes.get(factor.attribute)
    values = [value.key for value in factor.values]
    if found is None:
        yield Problem(where, "missing_input", "", ", ".join(values))
    else:
        yield from unknown(values, found, where)


def check_measures(
    scheme: Scheme, payee: str, results: Results, baselines: Results
) -> Iterator[Problem]:
    """Every declared measure has a result, measured or not; nothing undeclared is given."""
    names = list(scheme.measures)
    given = results.get(payee, {})
    for name in names:
        if name not in given:
            where = f"payees.{payee}.results.{name}"
            yield Problem(where, "missing_input", "", "counts, a rate, or a reason")
    for name in given:
        yield from unknown(names, name, f"payees.{payee}.results.{name}")
    for name in baselines.get(payee, {}):
        yield from unknown(names, name, f"payees.{payee}.baselines.{name}")


def check_inputs(scheme: Scheme, payee: str, inputs: PayeeInputs) -> Iterator[Problem]:
    """Named inputs are declared with their kind, and needed amounts are there."""
    path = f"payees.{payee}"
    tables = (
        ("amount", "amounts", inputs.amounts),
        ("coefficient", "coefficients", inputs.coefficients),
        ("findings", "findings", inputs.findings),
    )
    for kind, table, given in tables:
        declared = [name for name, use in scheme.inputs.items() if use.kind == kind]
        for name in given:
            yield from unknown(declared, name, f"{path}.{table}.{name}")
    for name in needed_amounts(scheme):
        if name not in inputs.amounts:
            yield Problem(f"{path}.amounts.{name}", "missing_input", "", "an amount, 0 for none")
    yield from check_values(path, inputs)


def needed_amounts(scheme: Scheme) -> list[str]:
    """Names of the amounts that some component takes."""
    return [
        component.amount
        for component in scheme.components
        if isinstance(component, BonusOnAmount | Clearing) and component.amount is not None
    ]


def check_values(path: str, inputs: PayeeInputs) -> Iterator[Problem]:
    """Amounts and findings of 0 or more, coefficients in 0..1, each evidence number once."""
    for name, amount in inputs.amounts.items():
        if amount is not None and amount < 0:
            yield Problem(f"{path}.amounts.{name}", "out_of_range", str(amount), "0 or more")
    for name, coefficient in inputs.coefficients.items():
        if coefficient is not None and not 0 <= coefficient <= 1:
            code = "unit_mismatch" if coefficient > 1 else "out_of_range"
            where = f"{path}.coefficients.{name}"
            yield Problem(where, code, str(coefficient), "a fraction between 0 and 1")
    yield from check_findings(path, inputs)
    if inputs.carried_fen > 0:
        yield Problem(f"{path}.carried", "out_of_range", str(inputs.carried_fen), "0 or less")


def check_findings(path: str, inputs: PayeeInputs) -> Iterator[Problem]:
    """Refused amounts of 0 or more, each with an evidence number of its own."""
    for name, findings in inputs.findings.items():
        references = [finding.reference for finding in findings]
        for place, finding in enumerate(findings):
            where = f"{path}.findings.{name}[{place}]"
            if finding.amount_fen < 0:
                yield Problem(where, "out_of_range", str(finding.amount_fen), "0 or more")
            if finding.reference in references[:place]:
                yield Problem(where, "duplicate_key", finding.reference, "each evidence once")
