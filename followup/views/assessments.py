"""What a visit means, as cards: class, what to do, next due day, limit and source, advice beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from followup import wording
from followup.domain.age import completed_years
from followup.domain.classify import Action, Assessment, VisitClass
from followup.domain.forms import CLASSIFICATION
from followup.domain.ruleset import RuleSet, Target, select_ruleset
from followup.rules import clinical_rule_set, rule_sets
from ui.components import Badge

if TYPE_CHECKING:
    from followup.models import Visit


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that was used, with the place where it stands."""

    words: str
    source: str


@dataclass(frozen=True, slots=True)
class AssessmentCard:
    """One condition of a visit; ``advice`` is the newest guideline's goal, which decides nothing here."""

    condition: str
    badge: Badge
    form_class: str
    reasons: Sequence[str]
    action: str
    emergency_steps: Sequence[str]
    next_due: str
    next_due_in: str
    limits: Sequence[Limit]
    advice: str


def cards(
    assessments: Mapping[str, Assessment], visit: Visit, *, born_on: date
) -> list[AssessmentCard]:
    """One card per condition, emergencies first."""
    used = clinical_rule_set(visit.visited_on)
    ordered = sorted(
        assessments.items(), key=lambda item: item[1].visit_class != VisitClass.EMERGENCY
    )
    others = frozenset(assessments)
    return [
        _card(
            assessment, visit, used, _advice(assessment, visit, used, born_on, others - {condition})
        )
        for condition, assessment in ordered
    ]


def _card(assessment: Assessment, visit: Visit, used: RuleSet, advice: str) -> AssessmentCard:
    code = assessment.form_code
    steps = _emergency_steps(assessment)
    days = (assessment.next_due_on - visit.visited_on).days
    return AssessmentCard(
        condition=wording.condition_name(assessment.condition),
        badge=wording.state_badge(assessment.visit_class.value),
        form_class="" if code is None else f"{code} {wording.answer(CLASSIFICATION, str(code))}",
        reasons=_reasons(assessment),
        action="" if steps else str(wording.ACTION_WORDS[assessment.action.value]),
        emergency_steps=steps,
        next_due=wording.day(assessment.next_due_on),
        next_due_in=_("within %(days)s days") % {"days": days},
        limits=[_limit(target, used) for target in assessment.targets if target.decides_class],
        advice=advice,
    )


def _reasons(assessment: Assessment) -> list[str]:
    """The reasons in words; a value beyond an emergency limit is not said to be off target as well."""
    urgent = {reason.field for reason in assessment.reasons if reason.code.endswith("_emergency")}
    return [
        wording.reason_words(reason)
        for reason in assessment.reasons
        if not (reason.field in urgent and "_off_target" in reason.code)
    ]


def _emergency_steps(assessment: Assessment) -> list[str]:
    if assessment.action != Action.EMERGENCY_REFER_NOW:
        return []
    return [
        _("Do not send the resident home: treat what can be treated here."),
        _("Refer urgently and write down where to."),
        _("Ask how it went by %(day)s at the latest.")
        % {"day": wording.day(assessment.next_due_on)},
    ]


def _limit(target: Target, used: RuleSet) -> Limit:
    """The limit and where it stands: rule set and article (articles are named in English only)."""
    words = f"{wording.READING_NAMES[target.reading]} {wording.target_words(target)}"
    ages = wording.age_words(target)
    title = wording.rule_set_title(used)
    source = title if wording.in_chinese() else f"{title}, {target.article}"
    return Limit(
        _("%(limit)s (%(ages)s)") % {"limit": words, "ages": ages} if ages else words, source
    )


def _advice(
    assessment: Assessment, visit: Visit, used: RuleSet, born_on: date, others: frozenset[str]
) -> str:
    """The goal of the newest clinical guideline when it differs from the limit used; empty otherwise."""
    newest = select_ruleset(rule_sets().values(), "clinical", visit.visited_on)
    if newest.key == used.key or assessment.condition != "hypertension":
        return ""
    years = completed_years(born_on, visit.visited_on)
    goal = newest.target_for("hypertension", "bp", years, others)
    words = _("%(guideline)s: %(target)s") % {
        "guideline": wording.rule_set_title(newest),
        "target": wording.target_words(goal),
    }
    if visit.systolic_mmhg is None or visit.diastolic_mmhg is None:
        return words
    is_met = visit.systolic_mmhg < goal.limit_1 and visit.diastolic_mmhg < (
        goal.limit_2 or Decimal(0)
    )
    verdict = _("Reached.") if is_met else _("Not reached yet: consider the treatment.")
    return _("%(advice)s. %(verdict)s") % {"advice": words, "verdict": verdict}
