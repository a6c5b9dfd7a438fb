"""A line's trace in the reader's language: clause, formula in names, with numbers, result, source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from capitation.remarks import choice_words, remark
from capitation.wording import reason_words
from ui import formats
from ui.components import Badge

if TYPE_CHECKING:
    from capitation.models import StatementLine
    from capitation.models.document import FrozenDocument

Values = Mapping[str, str]
WORD = re.compile(r"[a-z][a-z_]*")

FORMULA_WORDS: dict[str, Promise] = {
    "price": pgettext_lazy("formula", "price"),
    "pm": pgettext_lazy("formula", "person-months"),
    "factor": pgettext_lazy("formula", "factor"),
    "share": pgettext_lazy("formula", "share"),
    "score": pgettext_lazy("formula", "score"),
    "amount": pgettext_lazy("formula", "amount"),
    "members": pgettext_lazy("formula", "members"),
    "coefficient": pgettext_lazy("formula", "coefficient"),
    "multiple": pgettext_lazy("formula", "multiple"),
    "limit": pgettext_lazy("formula", "limit"),
    "lines": pgettext_lazy("formula", "lines"),
    "line": pgettext_lazy("formula", "this line"),
    "allocate": pgettext_lazy("formula", "split"),
    "fund": pgettext_lazy("formula", "fund"),
    "resident": pgettext_lazy("formula", "resident"),
    "public_health": pgettext_lazy("formula", "public health"),
    "disease_payments": pgettext_lazy("formula", "disease payments"),
}
SOURCE_WORDS: dict[str, Promise] = {
    "fund": lazy("Insurance fund"),
    "resident": lazy("Residents"),
    "public_health": lazy("Public health money"),
    "pool": lazy("Reward pool"),
}
REGISTER_WORDS: dict[str, Promise] = {
    "signed": lazy("All signed residents"),
    "hypertension": lazy("Hypertension register"),
    "t2dm": lazy("Diabetes register"),
}
UNIT_WORDS: dict[str, Promise] = {
    "yuan_per_person_year": lazy("yuan per person and year"),
    "yuan_per_person_month": lazy("yuan per person and month"),
    "yuan_per_member": lazy("yuan per member"),
    "yuan": lazy("yuan"),
    "years": lazy("years"),
    "conditions": lazy("conditions"),
    "days": lazy("days"),
    "pp": lazy("percentage points"),
    "steps": lazy("steps"),
    "residents": pgettext_lazy("unit", "residents"),
    "cases": lazy("cases"),
}
STEP_WORDS: dict[str, Promise] = {
    "payee_factor": lazy("Factor {factor} for this team ({key})"),
    "normalised": lazy(
        "Divided by the mean factor {mean_factor}, so that the budget stays the same"
    ),
    "weighted_person_months": lazy("{total} person-months as they weigh"),
    "withhold": lazy("{upfront} yuan are paid up front, {withheld} yuan wait for the result"),
    "units": lazy("Counted for {count}"),
    "input": lazy("{name}: {amount} yuan"),
    "finding": lazy("Evidence {reference}: {amount} yuan refused"),
    "score": lazy("Score {score}"),
}
STATUS_BADGES: dict[str, tuple[Promise, str]] = {
    "pending": (lazy("Pending"), "warn"),
    "not_applicable": (lazy("Not applicable"), "quiet"),
}
OPTION_WORDS: dict[str, Promise] = {
    "pending": lazy("the line waits"),
    "pay_none": lazy("nothing is paid"),
    "pay_full": lazy("it is paid in full"),
}


@dataclass(frozen=True, slots=True)
class UsedMeasure:
    """A measure as a line used it; ``said`` is "154 / 183 = 84.15 %", or why there is no rate."""

    key: str
    name: str
    version: str
    is_baseline: bool
    said: str


@dataclass(frozen=True, slots=True)
class UsedFigure:
    """A figure or choice of the scheme that a line rests on, with its mark."""

    name: str
    value: str
    is_provided: bool
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line in words. Empty texts are left out by whoever shows it."""

    label: str
    clause: str
    clause_source: str
    formula: str
    numbers: str
    comparison: str
    details: list[str]
    result: str
    reason: str
    source: str
    measures: list[UsedMeasure] = field(default_factory=list)
    figures: list[UsedFigure] = field(default_factory=list)
    badge: Badge | None = None

    @property
    def summary(self) -> str:
        """The one line under the label: what was compared and how it came out, else the numbers."""
        if self.comparison:
            return " · ".join(part for part in (self.comparison, self.reason) if part)
        return self.numbers or self.reason


def explain(
    line: StatementLine, labels: Mapping[str, str], sources: Mapping[str, str] | None = None
) -> Explanation:
    """A line in the reader's language.

    ``labels`` are the labels of all components by key (``labels_of``); ``sources`` the titles of the scheme's
    source documents by key (without them the figures name the key).
    """
    trace = line.trace
    return Explanation(
        label=label_of(line, labels),
        clause=in_language(trace, "clause"),
        clause_source=_place(trace["clause_source"], trace["clause_article"], sources or {}),
        formula=formula_words(trace["formula"], labels),
        numbers=spaced(trace["numbers"]),
        comparison=trace["comparison"],
        details=[step_words(step["kind"], step["values"]) for step in trace["steps"]],
        result=_result(line),
        reason=reason_words(line.reason),
        source=source_words(line.source),
        measures=[_used_measure(measure) for measure in trace["measures"]],
        figures=[_used_figure(figure, sources or {}) for figure in trace["figures"]],
        badge=_badge(line),
    )


def labels_of(lines: list[StatementLine]) -> dict[str, str]:
    """The label of each component among these lines, by component key."""
    return {line.component: in_language(line.trace, "label") for line in lines}


def label_of(line: StatementLine, labels: Mapping[str, str]) -> str:
    """A line's label; a line that changes another one names it, a second source is named too."""
    label = in_language(line.trace, "label")
    about = line.trace.get("about", "")
    if about:
        label = _("%(label)s: %(about)s") % {"label": label, "about": labels.get(about, about)}
    if line.source != "fund":
        label = _("%(label)s (%(source)s)") % {
            "label": label,
            "source": source_words(line.source),
        }
    return label


def in_language(document: Mapping[str, Any], name: str) -> str:
    """``label`` as ``label_zh`` or ``label_en``, by the active language."""
    is_chinese = (get_language() or "").startswith("zh")
    return str(document[f"{name}_zh" if is_chinese else f"{name}_en"])


def title_of(document: FrozenDocument) -> str:
    """The title of a published document, by the active language."""
    return in_language({"title_zh": document.title_zh, "title_en": document.title_en}, "title")


def source_words(source: str) -> str:
    """A source of funds in words."""
    return str(SOURCE_WORDS.get(source, source))


def register_words(register: str) -> str:
    """A register in words; one that we have no word for as its key."""
    return str(REGISTER_WORDS.get(register, register))


def formula_words(formula: str, labels: Mapping[str, str]) -> str:
    """A formula with the names of lines and figures in words."""

    def word(match: re.Match[str]) -> str:
        name = match[0]
        if name in labels:
            return _("“%(line)s”") % {"line": labels[name]}
        return str(FORMULA_WORDS.get(name, name))

    return WORD.sub(word, formula).replace("[2]", _(", second part"))


def spaced(numbers: str) -> str:
    """Amounts with thousands separators: 146493.33 as 146,493.33."""
    return re.sub(r"(?<![\d.])\d{5,}(?=\.\d{2}(?!\d))", lambda match: f"{int(match[0]):,}", numbers)


def step_words(kind: str, values: Values) -> str:
    """A step of a calculation as a sentence; an unknown kind as its values."""
    if kind in SPECIAL_STEPS:
        return SPECIAL_STEPS[kind](values)
    if kind in STEP_WORDS:
        shown = {key: spaced(value) for key, value in values.items()}
        if "name" in shown:
            shown["name"] = str(FORMULA_WORDS.get(shown["name"], shown["name"]))
        return str(STEP_WORDS[kind]).format(**shown)
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _person_months(values: Values) -> str:
    words = {
        "months": values["person_months"],
        "factor": values["factor"],
        "rules": values["rules"],
    }
    if values["rules"]:
        return _("%(months)s person-months under the rule %(rules)s, factor %(factor)s") % words
    return _("%(months)s person-months, factor %(factor)s") % words


def _forfeited(values: Values) -> str:
    if values["amount"] == "0.00":
        return _("Nothing of the withheld part is lost")
    return _("%(amount)s yuan of the withheld part are lost; they stay with: %(to)s") % {
        "amount": spaced(values["amount"]),
        "to": source_words(values["to"]),
    }


def _steps(values: Values) -> str:
    unit = _("points") if values["unit"] == "pp" else "%"
    if values["change"].startswith("-"):
        worse = {"change": values["change"].removeprefix("-"), "unit": unit}
        return _("Worse by %(change)s %(unit)s, so no step is reached") % worse
    said = _("Improved by %(change)s %(unit)s: %(steps)s steps of %(size)s") % {
        "change": values["change"],
        "unit": unit,
        "steps": values["steps"],
        "size": values["size"],
    }
    if values["max_steps"]:
        said += _(", at most %(most)s") % {"most": values["max_steps"]}
    return said


def _cap(values: Values) -> str:
    words = {key: spaced(value) for key, value in values.items()}
    if not values["before"]:
        return _("Together %(together)s yuan, limit %(limit)s yuan") % words
    return (
        _(
            "Together %(together)s yuan, limit %(limit)s yuan; this line %(before)s before, %(after)s after"
        )
        % words
    )


def _not_measured(values: Values) -> str:
    return _("Not measured (%(reason)s): %(option)s") % {
        "reason": reason_words(values["reason"]),
        "option": OPTION_WORDS.get(values["option"], values["option"]),
    }


SPECIAL_STEPS: dict[str, Callable[[Values], str]] = {
    "person_months": _person_months,
    "forfeited": _forfeited,
    "steps": _steps,
    "cap": _cap,
    "on_not_measured": _not_measured,
}


def _result(line: StatementLine) -> str:
    if line.amount_fen is None:
        return str(STATUS_BADGES[line.status][0])
    return _("%(amount)s yuan") % {"amount": formats.yuan(line.amount_fen)}


def _badge(line: StatementLine) -> Badge | None:
    if line.status == "pending":
        return Badge(str(STATUS_BADGES["pending"][0]), "warn")
    if line.status == "not_applicable":
        return Badge(str(STATUS_BADGES["not_applicable"][0]), "quiet")
    return None


def _used_measure(measure: Mapping[str, Any]) -> UsedMeasure:
    if measure["den"]:
        said = f"{measure['num']:,} / {measure['den']:,} = {measure['percent']}{formats.NO_BREAK}%"
    elif measure["percent"]:
        said = f"{measure['percent']}{formats.NO_BREAK}%"
    else:
        said = reason_words(measure["reason"])
    return UsedMeasure(
        key=measure["measure"],
        name=measure["name"],
        version=measure["version"],
        is_baseline=measure["role"] == "baseline",
        said=said,
    )


def _used_figure(figure: Mapping[str, Any], sources: Mapping[str, str]) -> UsedFigure:
    unit = UNIT_WORDS.get(figure["unit"], "")
    return UsedFigure(
        name=figure["name"],
        value=f"{choice_words(figure['value'])} {unit}".strip(),
        is_provided=figure["status"] == "provided",
        source=_place(figure["source"], figure["article"], sources),
        note=remark(figure["note"]),
    )


def _place(source: str, article: str, sources: Mapping[str, str]) -> str:
    """Where something stands: the source by its title, and the article."""
    return " · ".join(filter(None, (remark(sources.get(source, source)), remark(article))))
