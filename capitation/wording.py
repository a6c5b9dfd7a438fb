"""Reason codes of measures and payment lines in words. One row per code; an unknown code is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from capitation.domain.measures.document import MeasureDocument

EVIDENCE_REASONS: dict[str, Promise] = {
    # every measure of residents
    "died": _("Died within the period"),
    "left": _("Left within the period"),
    # last reading
    "at_target": _("Last reading at target"),
    "lost_to_follow_up": _("Lost to follow-up"),
    "no_reading": _("No qualifying reading in the period"),
    "latest_without_value": _("Last visit without a reading"),
    "reading_too_old": _("Last reading too old"),
    "systolic_off_target": _("Last reading too high (systolic)"),
    "diastolic_off_target": _("Last reading too high (diastolic)"),
    "fasting_glucose_off_target": _("Last reading too high (fasting glucose)"),
    "hba1c_off_target": _("Last reading too high (HbA1c)"),
    # visits on schedule
    "done": _("All follow-ups done"),
    "no_visit_due": _("No follow-up due in the period"),
    "too_few_visits": _("Too few follow-ups"),
    "quarter_missing": _("A quarter without follow-up"),
    "gap_too_long": _("Too long between two follow-ups"),
    "no_annual_exam": _("No annual examination"),
    # readmission
    "readmitted": _("Readmitted within the window"),
    "not_readmitted": _("Not readmitted within the window"),
    "planned_return": _("The return was planned"),
    "died_in_hospital": _("Died in hospital"),
    "left_against_advice": _("Left hospital against advice"),
    "transferred_out": _("Transferred to another hospital"),
    "excluded_diagnosis": _("Diagnosis that the measure leaves out"),
    "follow_up_incomplete": _("Data do not reach to the end of the window"),
}
LINE_REASONS: dict[str, Promise] = {
    "reached": _("Reached"),
    "not_reached": _("Not reached"),
    "partly_reached": _("Partly reached"),
    "steps_reached": _("Steps reached"),
    "steps_limited": _("Limited to the highest step"),
    "no_full_step": _("Less than one full step"),
    "wrong_direction": _("Moved the wrong way"),
    "no_members": _("Nobody on this register"),
    "no_denominator": _("Nobody to measure"),
    "small_denominator": _("Too few residents to measure"),
    "no_data": _("No data yet"),
    "baseline_missing": _("The year to compare with is missing"),
    "baseline_zero": _("The year to compare with is zero"),
    "no_register": _("This register is not kept here"),
    "parent_pending": _("Waits for the line it depends on"),
    "parent_not_applicable": _("The line it depends on does not apply"),
    "reduced": _("Reduced"),
    "not_reduced": _("Not reduced"),
    "no_finding": _("No finding"),
    "finding": _("Finding of a check"),
    "limit_pending": _("The limit is not known yet"),
    "authenticity_no_sample": _("No sample for the authenticity check yet"),
    "not_measured": _("Not measured"),
}
# Codes that wrap another one: the scheme's answer to a result that was not measured, or the check that holds a line.
PREFIXES: dict[str, Promise] = {
    "pay_none_": _("Not measured, so nothing is paid: {reason}"),
    "pay_full_": _("Not measured, so it is paid in full: {reason}"),
    "authenticity_": _("Authenticity check: {reason}"),
}
MEASURE_SHORT: dict[str, Promise] = {
    "cn.htn.control_2017": _("Pressure controlled"),
    "cn.dm.fpg_control_2017": _("Glucose controlled"),
    "cn.htn.standardised_2017": _("Pressure followed up"),
    "cn.dm.standardised_2017": _("Glucose followed up"),
}


def reason_words(code: str) -> str:
    """A reason code in the reader's language; an unknown code as it is, an empty one empty."""
    if words := EVIDENCE_REASONS.get(code) or LINE_REASONS.get(code):
        return str(words)
    for prefix, frame in PREFIXES.items():
        if code.startswith(prefix):
            return str(frame).format(reason=reason_words(code.removeprefix(prefix)))
    return code


def measure_title(document: MeasureDocument) -> str:
    """The measure's own title in the reader's language."""
    return document.title_zh if _is_chinese() else document.title_en


def measure_definition(document: MeasureDocument) -> str:
    """Who is counted and what counts, in the reader's language."""
    return document.definition_zh if _is_chinese() else document.definition_en


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
