"""The residents in and out of a measure, with the reason and the reading that decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation import catalogue
from capitation.people import ShownPerson, people_of
from capitation.run_words import period_words
from capitation.selectors import counts_by_reason, evidence_of, results_of, statements_of
from capitation.views.statements import READERS
from capitation.wording import measure_definition, measure_title, reason_words
from contracts import clock, keyset
from contracts.access import StaffRequest, for_roles
from contracts.services import access
from followup.selectors.references import NamedRow, named_rows
from ui import formats
from ui.components import Badge, Crumb, Filter, Tone
from ui.templatetags.ui import day as day_words

if TYPE_CHECKING:
    from capitation.domain.measures.document import MeasureDocument
    from capitation.models import Evidence, Statement

STATUSES = ("numerator", "denominator", "excluded")


@for_roles(*READERS)
@require_safe
def evidence(request: StaffRequest, pk: int, measure: str, period_start: str) -> HttpResponse:
    """List who is in and out of a measure that a statement was paid by."""
    statement = get_object_or_404(statements_of(request.user, clock.today()), pk=pk)
    start = _day(period_start)
    result = results_of(statement).get((measure, start))
    document = _document(statement, measure)
    if result is None or document is None:
        raise Http404
    every = evidence_of(statement, measure, start)
    counts = counts_by_reason(every)
    status, reason = request.GET.get("status", ""), request.GET.get("reason", "")
    asked = {"status": status, "reason": reason}
    page = keyset.page(
        every.filter(**{name: value for name, value in asked.items() if value}),
        by=("resident_id", "unit_id", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    previous, following = page.links(_query(**asked))
    context = {
        "statement": statement,
        "result": result,
        "title": measure_title(document),
        "definition": measure_definition(document),
        "year": start.year,
        "is_of_stays": document.unit == "stay",
        "rows": _rows(request, document, page.rows),
        "filters": _status_filters(document, counts, status),
        "reasons": _reason_filters(counts, status, reason),
        "previous": previous,
        "next": following,
        "crumbs": _crumbs(statement, measure_title(document)),
    }
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject="evidence",
        subject_key=f"{statement.pk}/{measure}/{start}",
        detail=f"{len(page.rows)} rows {status} {reason}".strip(),
    )
    return render(request, "capitation/evidence.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _document(statement: Statement, measure: str) -> MeasureDocument | None:
    version = statement.run.scheme.measures.select_related("rule_set").filter(key=measure).first()
    return catalogue.published_measure(version).document if version else None


def _badges(document: MeasureDocument) -> dict[str, tuple[str, Tone]]:
    """The three statuses in words; for a measure of bad events the event is what was counted."""
    if document.direction == "lower_is_better":
        return {
            "numerator": (_("Readmitted"), "bad"),
            "denominator": (_("Not readmitted"), "good"),
            "excluded": (_("Not counted"), "quiet"),
        }
    return {
        "numerator": (_("Reached"), "good"),
        "denominator": (_("Not reached"), "bad"),
        "excluded": (_("Not counted"), "quiet"),
    }


def _status_filters(
    document: MeasureDocument, counts: dict[tuple[str, str], int], status: str
) -> list[Filter]:
    totals = {
        key: sum(count for (of, _reason), count in counts.items() if of == key) for key in STATUSES
    }
    return [
        Filter(_("All"), "?", sum(totals.values()), current=not status),
        *(
            Filter(word, f"?{_query(status=key)}", totals[key], current=status == key)
            for key, (word, _tone) in _badges(document).items()
        ),
    ]


def _reason_filters(counts: dict[tuple[str, str], int], status: str, reason: str) -> list[Filter]:
    """The reasons within the chosen status; nothing to choose from before, or when there is one only."""
    within = {of: count for of, count in counts.items() if of[0] == status}
    if len(within) < 2:  # noqa: PLR2004 - one reason needs no choice
        return []
    return [
        Filter(
            reason_words(code),
            f"?{_query(status=of, reason=code)}",
            count,
            current=(of, code) == (status, reason),
        )
        for (of, code), count in within.items()
    ]


def _rows(
    request: StaffRequest, document: MeasureDocument, rows: list[Evidence]
) -> list[dict[str, Any]]:
    people = people_of(request.user, [row.resident_id for row in rows], clock.today())
    named = named_rows({reference for row in rows for reference in row.used_refs})
    badges = _badges(document)
    return [
        {
            "person": people[row.resident_id],
            "badge": Badge(*badges[row.status]),
            "reasons": [reason_words(code) for code in row.reasons or [row.reason]],
            "found": _found(document, row),
            "decided_on": row.decided_on,
            "behind": [
                _behind(named[reference], people[row.resident_id])
                for reference in row.used_refs
                if reference in named
            ],
        }
        for row in rows
    ]


def _found(document: MeasureDocument, row: Evidence) -> str:
    """Value against limit: 146/85 (limit 150/90), 3 of 4 follow-ups, back after 8 of 30 days."""
    if row.value_1 is None:
        return ""
    value, limit = _plain(row.value_1), _plain(row.limit_1)
    if document.family == "visit_schedule":
        return _("%(done)s of %(due)s follow-ups") % {"done": value, "due": limit}
    if document.family == "readmission":
        return _("Back after %(days)s days, window %(limit)s") % {"days": value, "limit": limit}
    if row.value_2 is not None:
        value, limit = f"{value}/{_plain(row.value_2)}", f"{limit}/{_plain(row.limit_2)}"
    return _("%(value)s (limit %(limit)s)") % {"value": value, "limit": limit}


def _behind(row: NamedRow, person: ShownPerson) -> dict[str, str]:
    """One row that was used, in a sentence without a name; visits link for readers who may open the resident."""
    when = day_words(row.on)
    if row.kind == "stay":
        when = f"{when} – {day_words(row.until)}" if row.until else when
        said = [_("Stay %(when)s") % {"when": when}, row.place, row.diagnosis]
    else:
        word = _("Visit %(when)s") if row.kind == "visit" else _("Reading %(when)s")
        said = [word % {"when": when}, row.place, *_values(row)]
    said.append(_("entered by %(who)s") % {"who": row.entered_by})
    may_open = row.kind == "visit" and person.is_open
    return {
        "text": " · ".join(filter(None, said)),
        "href": reverse("followup:visit", args=[row.row_id]) if may_open else "",
    }


def _values(row: NamedRow) -> list[str]:
    """What the row says, with units."""
    values = []
    if row.systolic_mmhg is not None:
        values.append(f"{row.systolic_mmhg}/{row.diastolic_mmhg}{formats.NO_BREAK}mmHg")
    if row.fasting_glucose_mmol_l is not None:
        values.append(f"{_plain(row.fasting_glucose_mmol_l)}{formats.NO_BREAK}mmol/L")
    if row.hba1c_percent is not None:
        values.append(f"HbA1c {_plain(row.hba1c_percent)}{formats.NO_BREAK}%")
    return values


def _plain(value: Decimal | None) -> str:
    """A figure without idle zeros: 140.00 as 140, 6.50 as 6.5."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _crumbs(statement: Statement, title: str) -> list[Crumb]:
    period = _("Statement %(period)s") % {"period": period_words(statement.run)}
    return [
        Crumb(_("Statements"), reverse("capitation:statements")),
        Crumb(
            f"{period} · {statement.team.name}",
            reverse("capitation:statement", args=[statement.pk]),
        ),
        Crumb(title),
    ]


def _query(**parameters: str) -> str:
    return urlencode({key: value for key, value in parameters.items() if value})
