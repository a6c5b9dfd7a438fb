"""``manage.py explain STATEMENT_ID``: a statement with its reasons, as text."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from capitation.explanation import explain, labels_of
from capitation.models import Statement, StatementLine
from capitation.run_words import period_words
from capitation.selectors import lines_of
from ui import formats


class Command(BaseCommand):
    help = (
        "Print a statement: every line with clause, formula, numbers and the results it rests on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("statement", type=int, help="number of the statement")
        parser.add_argument("--language", choices=["en", "zh-hans"], default="")

    def handle(self, *, statement: int, language: str, **_options: Any) -> None:
        found = Statement.objects.select_related("team", "run__scheme").filter(pk=statement).first()
        if found is None:
            raise CommandError(f"There is no statement {statement}.")
        with translation.override(language or translation.get_language()):
            for line in _said(found):
                self.stdout.write(line)


def _said(statement: Statement) -> Iterator[str]:
    run = statement.run
    title = _("Statement %(period)s") % {"period": period_words(run)}
    yield f"{title} · {statement.team.name} ({statement.team.code})"
    yield f"{run.scheme.key} v{run.scheme.version} · {run.get_state_display()}"
    yield _("Total") + f" {formats.yuan(statement.total_fen)}"
    lines = lines_of(statement)
    labels = labels_of(lines)
    for line in lines:
        yield ""
        yield from _line(line, labels)
    yield ""
    yield f"SHA-256 {statement.sha256}"


def _line(line: StatementLine, labels: dict[str, str]) -> Iterator[str]:
    words = explain(line, labels)
    yield f"{line.position}. {words.label}: {words.result}"
    said = [
        (_("Clause"), f"{words.clause} [{words.clause_source}]"),
        (_("Formula"), words.formula),
        (_("With numbers"), words.numbers),
        *((_("Step"), detail) for detail in words.details),
        *(
            (
                _("Compared with") if measure.is_baseline else _("Measure"),
                f"{measure.key} v{measure.version}: {measure.said}",
            )
            for measure in words.measures
        ),
        (_("Compared"), words.comparison),
        (_("Reason"), words.reason),
        (_("Source of funds"), words.source),
    ]
    for name, text in said:
        if text:
            yield f"   {name}: {text}"
