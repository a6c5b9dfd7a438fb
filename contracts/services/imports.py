"""Importing files: everything is checked first, then all rows are written, or the valid ones, or none."""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from contracts import clock
from contracts.domain.errors import NotPermittedError
from contracts.domain.roles import Role
from contracts.imports import registry, staging
from contracts.imports.error_file import error_file
from contracts.imports.problems import FileRefusedError, Problem
from contracts.imports.registry import Context
from contracts.models import ImportBatch, Staff
from contracts.services import access

if TYPE_CHECKING:
    from contracts.imports.staging import Staged

State = ImportBatch.State
# A report keeps so many problems; the error file has them all.
PROBLEMS_KEPT = 200
LONGEST_NAME = 200
# Imports take turns. The number is this lock's name in the database.
LOCK = 0x1A_9087
# How much of the way is done, in percent, when reading ends and when checking ends.
READ_BY, CHECKED_BY = 50, 80

Told = Callable[[int], None]


class Write(StrEnum):
    """What happens with the rows after the check."""

    NOTHING = "nothing"
    ALL_OR_NOTHING = "all"
    VALID = "valid"


@dataclass(slots=True)
class Outcome:
    """What became of a file. ``new_count`` rows are not on record yet: written, or to be written."""

    state: ImportBatch.State
    row_count: int = 0
    new_count: int = 0
    unchanged_count: int = 0
    error_count: int = 0
    is_written: bool = False
    problems: list[Problem] = field(default_factory=list)
    error_file: bytes | None = None
    not_read: tuple[str, ...] = ()


def import_file(
    *, by: Staff, kind: str, path: Path, file_name: str, write: Write, told: Told | None = None
) -> Outcome:
    """Check a file and write it as ``write`` says; with Write.NOTHING the database stays as it is.

    Rules: a centre admin imports for the own organisation's teams only, an operator for all. Otherwise
    NotPermittedError.
    """
    context = context_for(by)
    if write is Write.NOTHING:
        return process(context, kind=kind, path=path, write=write, told=told)
    batch = ImportBatch(
        kind=kind,
        file_name=file_name[-LONGEST_NAME:],
        sha256=sha256_of(path),
        organisation_id=context.organisation_id,
        started_by=by.username,
        started_at=context.now,
    )
    return process(
        context, kind=kind, path=path, write=write, told=told, keep=partial(keep_outcome, batch)
    )


def context_for(by: Staff) -> Context:
    """The limits within which this person imports."""
    if by.role == Role.OPERATOR:
        organisation_id = None
    elif by.role == Role.CENTRE_ADMIN and by.organisation_id is not None:
        organisation_id = by.organisation_id
    else:
        raise NotPermittedError("not_permitted", values={"role": by.role})
    return Context(by, organisation_id, clock.today(), clock.now())


def process(
    context: Context,
    *,
    kind: str,
    path: Path,
    write: Write,
    told: Told | None = None,
    keep: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Read, check and, if so asked, write one file in one transaction that no other import shares.

    ``keep`` is given the outcome inside that transaction, so that rows and outcome are written together.
    """
    told = told or _nobody
    keep = keep or _not_kept
    try:
        staged = staging.stage(
            path,
            registry.kind_of(kind).columns,
            max_bytes=settings.IMPORT_MAX_BYTES,
            progress=lambda percent: told(percent * READ_BY // 100),
        )
        with nullcontext() if write is Write.NOTHING else transaction.atomic():
            if write is not Write.NOTHING:
                _take_turn()
            outcome = _check_and_write(context, kind, staged, write, told)
            keep(outcome)
    except FileRefusedError as error:
        outcome = Outcome(State.REFUSED, problems=error.problems)
        keep(outcome)
    except IntegrityError:
        # Somebody recorded the same in this very moment; nothing of this file was written.
        outcome = Outcome(State.REFUSED, problems=[Problem("busy")])
        keep(outcome)
    told(100)
    return outcome


def keep_outcome(batch: ImportBatch, outcome: Outcome) -> None:
    """Write what became of a file into its batch; values of rows are kept masked and in problems only."""
    batch.state = outcome.state
    batch.finished_at = clock.now()
    batch.row_count = outcome.row_count
    batch.written_count = outcome.new_count if outcome.is_written else 0
    batch.unchanged_count = outcome.unchanged_count
    batch.error_count = outcome.error_count
    batch.progress_percent = 100
    batch.report = {
        "problems": [
            {
                "code": problem.code,
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "values": dict(problem.values),
            }
            for problem in outcome.problems[:PROBLEMS_KEPT]
        ],
        "problem_count": len(outcome.problems),
        "new_count": outcome.new_count,
        "not_read": list(outcome.not_read),
    }
    batch.save()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_and_write(
    context: Context, key: str, staged: "Staged", write: Write, told: Told
) -> Outcome:
    kind = registry.kind_of(key)
    span = CHECKED_BY - READ_BY
    checked = kind.check(
        staged.rows, context, lambda percent: told(READ_BY + percent * span // 100)
    )
    told(CHECKED_BY)
    bad = [row for row in staged.rows if row.problems]
    outcome = Outcome(
        State.CHECKED,
        row_count=len(staged.rows),
        new_count=len(checked.new),
        unchanged_count=len(checked.unchanged),
        error_count=len(bad),
        problems=[problem for row in bad for problem in row.problems],
        error_file=error_file(staged.header, staged.rows) if bad else None,
        not_read=staged.header.not_read,
    )
    outcome.state = _state(outcome, write)
    if outcome.state == State.WRITTEN:
        kind.write([value for _, value in checked.new], context)
        outcome.is_written = True
        access.record(
            by=context.by,
            action=access.Action.IMPORTED,
            subject=key,
            subject_key=f"{len(checked.new)} rows",
        )
    return outcome


def _state(outcome: Outcome, write: Write) -> ImportBatch.State:
    if outcome.error_count and (write is Write.ALL_OR_NOTHING or not outcome.new_count):
        return State.REFUSED
    if not outcome.new_count:
        return State.UNCHANGED
    return State.CHECKED if write is Write.NOTHING else State.WRITTEN


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _nobody(_percent: int) -> None:
    """Nobody listens."""


def _not_kept(_outcome: Outcome) -> None:
    """The outcome is for the caller alone."""
