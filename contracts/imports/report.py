"""What a page shows of an import: state, counts, problems in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from contracts.imports.problems import Problem
from contracts.imports.wording import words_of

if TYPE_CHECKING:
    from contracts.models import ImportBatch

TONES = {
    "waiting": "info",
    "checking": "info",
    "checked": "warn",
    "refused": "bad",
    "written": "good",
    "unchanged": "quiet",
    "failed": "bad",
}
# What was done and what to do now, by state.
WITH_ERRORS = {
    "checked": _(
        "Nothing has been written yet. Mend the rows in your file and upload it again, or write the valid rows and mend the others later."
    ),
    "written": _("The valid rows were written. Mend the others in the error file and upload it."),
}
WITHOUT_ERRORS = {
    "checked": _("Every row is right. Nothing has been written yet."),
    "written": _("All rows were written."),
    "unchanged": _("Everything in this file is on record already; nothing was changed."),
    "refused": _("Nothing was written. Mend the file and upload it again."),
    "failed": _("The import broke off; nothing was written. Upload the file again."),
}
RUNNING = frozenset({"waiting", "checking"})


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem as a row of the report."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """An import ready to be shown. ``new_count`` rows can be written, or were."""

    batch: "ImportBatch"
    word: str
    tone: str
    is_running: bool
    can_write_all: bool
    can_write_valid: bool
    new_count: int
    problem_count: int
    problems: list[ProblemLine]
    not_read: str
    advice: str

    @property
    def hidden_count(self) -> int:
        """How many problems stand in the error file only."""
        return self.problem_count - len(self.problems)


def report_of(batch: "ImportBatch") -> Report:
    """The import in the reader's language."""
    kept = batch.report or {}
    new_count = int(kept.get("new_count", 0))
    is_checked = batch.state == "checked" and bool(batch.stored_name)
    return Report(
        batch=batch,
        word=str(batch.get_state_display()),
        tone=TONES[batch.state],
        is_running=batch.state in RUNNING,
        can_write_all=is_checked and not batch.error_count and new_count > 0,
        can_write_valid=is_checked and bool(batch.error_count) and new_count > 0,
        new_count=new_count,
        problem_count=int(kept.get("problem_count", 0)),
        problems=[_line(problem) for problem in kept.get("problems", [])],
        not_read=", ".join(kept.get("not_read", [])),
        advice=_advice(batch),
    )


def _line(kept: dict[str, object]) -> ProblemLine:
    values = kept.get("values", {})
    problem = Problem(
        code=str(kept["code"]),
        row=int(str(kept["row"])),
        column=str(kept["column"]),
        value=str(kept["value"]),
        values=values if isinstance(values, dict) else {},
    )
    return ProblemLine(problem.row, problem.column, problem.value, words_of(problem))


def _advice(batch: "ImportBatch") -> str:
    """One sentence: what was done, and what to do now."""
    if batch.error_count and batch.state in WITH_ERRORS:
        return str(WITH_ERRORS[batch.state])
    return str(WITHOUT_ERRORS.get(batch.state, ""))
