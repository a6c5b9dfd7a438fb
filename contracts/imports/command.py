"""The shared face of the import commands: arguments, progress, report, exit code."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.domain.roles import Role
from contracts.imports.problems import Problem
from contracts.imports.wording import words_of
from contracts.models import ImportBatch, Staff
from contracts.services.imports import Outcome, Write, import_file

# Who imports when nobody is named: the person at the command line, as the access log calls him.
COMMAND_LINE = "command-line"
REFUSED, PARTLY = 1, 3
SHOWN = 200
WHOLE = 100


class ImportCommand(BaseCommand):
    """Check a CSV or XLSX file and write its rows. Exit codes: 0 well, 1 nothing written, 2 usage, 3 valid rows only."""

    kind: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, and what to do with bad rows."""
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="CSV or XLSX, see docs/data-formats.md"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only; write nothing")
        parser.add_argument(
            "--accept-valid",
            action="store_true",
            help="write the valid rows, leave the others in an error file",
        )
        parser.add_argument("--errors", type=Path, metavar="FILE", help="where the error file goes")
        parser.add_argument(
            "--by", default="", metavar="USERNAME", help="centre admin to import as"
        )
        parser.add_argument(
            "--language", choices=["zh-hans", "en"], default="", help="of the report"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run and report in the reader's language."""
        with translation.override(options["language"] or _language()):
            self._run(options)

    def _run(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %s.") % path)
        write = Write.VALID if options["accept_valid"] else Write.ALL_OR_NOTHING
        outcome = import_file(
            by=_who(options["by"]),
            kind=self.kind,
            path=path,
            file_name=path.name,
            write=Write.NOTHING if options["dry_run"] else write,
            told=self._progress(),
        )
        self._report(path, outcome)
        left = self._leave_errors(path, options, outcome)
        if outcome.state == ImportBatch.State.REFUSED or (options["dry_run"] and outcome.problems):
            raise CommandError(_("Nothing was written."), returncode=REFUSED)
        if left:
            raise CommandError(
                _("The valid rows were written. Mend the others in %s and import it.") % left,
                returncode=PARTLY,
            )

    def _progress(self) -> Callable[[int], None]:
        """A bar on standard error, or nothing when that is no terminal and nobody asked for more."""
        last = -1
        stream = sys.stderr

        def told(percent: int) -> None:
            nonlocal last
            if percent == last:
                return
            last = percent
            end = "\n" if percent == WHOLE else ""
            if stream.isatty():
                stream.write(f"\r[{'#' * (percent // 4):<25}] {percent:3} %{end}")
                stream.flush()
            elif percent % 25 == 0:
                stream.write(f"{percent} %\n")

        return told

    def _report(self, path: Path, outcome: Outcome) -> None:
        for problem in outcome.problems[:SHOWN]:
            self.stderr.write(_line(path.name, problem))
        if len(outcome.problems) > SHOWN:
            more = len(outcome.problems) - SHOWN
            self.stderr.write(_("… and %s further problems.") % more)
        if outcome.not_read:
            self.stdout.write(_("Not read: %s") % ", ".join(outcome.not_read))
        if outcome.row_count:
            self.stdout.write(_counts(outcome))
        if outcome.state == ImportBatch.State.UNCHANGED:
            self.stdout.write(_("Everything is on record already; nothing was changed."))

    def _leave_errors(self, path: Path, options: dict[str, Any], outcome: Outcome) -> Path | None:
        """Write the error file after an import of the valid rows; its place, or None when there is none."""
        if outcome.error_file is None or not options["accept_valid"] or options["dry_run"]:
            return None
        target: Path = options["errors"] or path.with_name(f"{path.stem}.errors.csv")
        target.touch(mode=0o600)
        target.write_bytes(outcome.error_file)
        return target


def _line(file_name: str, problem: Problem) -> str:
    """File, row, column, value, and what is expected."""
    where = [
        file_name,
        _("row %s") % problem.row if problem.row else "",
        problem.column,
        f"“{problem.value}”" if problem.value else "",
    ]
    return f"{', '.join(filter(None, where))}: {words_of(problem)}"


def _counts(outcome: Outcome) -> str:
    rows = ngettext("%d row", "%d rows", outcome.row_count) % outcome.row_count
    new = _("written: %d") if outcome.is_written else _("new: %d")
    return ", ".join(
        [
            rows,
            new % outcome.new_count,
            _("on record already: %d") % outcome.unchanged_count,
            _("with errors: %d") % outcome.error_count,
        ]
    )


def _who(username: str) -> Staff:
    if not username:
        return Staff(username=COMMAND_LINE, role=Role.OPERATOR.value)
    staff = Staff.objects.filter(username=username, is_active=True).first()
    if staff is None or staff.role not in {Role.CENTRE_ADMIN, Role.OPERATOR}:
        raise CommandError(_("There is no centre admin with the name %s.") % username)
    return staff


def _language() -> str:
    """The language of the terminal; that of the product when the terminal names none of its two."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    for prefix, code in (("zh", "zh-hans"), ("en", "en")):
        if name.lower().startswith(prefix):
            return code
    return settings.LANGUAGE_CODE
