"""Files that a centre admin uploads: stored under a random name, checked, written on his word, then deleted."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import File

import jobs
from contracts import clock
from contracts.access import require_role
from contracts.domain.errors import DomainError
from contracts.domain.roles import Role
from contracts.imports import files
from contracts.imports.problems import FileRefusedError
from contracts.models import ImportBatch, Staff
from contracts.services import access
from contracts.services.imports import (
    Outcome,
    Write,
    context_for,
    keep_outcome,
    process,
    sha256_of,
)

State = ImportBatch.State
# Beyond so many bytes (about 2,000 rows) the worker checks, and the page tells how far it is.
INLINE_BYTES = {"csv": 300_000, "xlsx": 120_000}
INLINE_ROWS = 2_000
KEPT_FOR = timedelta(days=7)
LONGEST_NAME = 200
RUNNING = (State.WAITING, State.CHECKING)


def receive_upload(*, by: Staff, kind: str, upload: File[bytes]) -> ImportBatch:
    """Store an uploaded file and check it: at once when it is small, by the worker otherwise."""
    require_role(by, Role.CENTRE_ADMIN)
    remove_old_files()
    stored = _store(upload)
    path = stored_path(stored)
    now = clock.now()
    batch = ImportBatch.objects.create(
        kind=kind,
        file_name=_shown_name(upload.name or ""),
        stored_name=stored,
        sha256=sha256_of(path),
        organisation=by.organisation,
        started_by=by.username,
        started_at=now,
    )
    access.record(by=by, action=access.Action.STARTED, subject="import", subject_key=batch.pk)
    if _is_small(path):
        run_batch(batch_id=batch.pk, username=by.username, write=Write.NOTHING)
    else:
        _enqueue(batch, by, Write.NOTHING)
    batch.refresh_from_db()
    return batch


def commit_upload(*, by: Staff, batch: ImportBatch, accept_valid: bool) -> ImportBatch:
    """Write a checked file: every row, or the valid ones. Everything is checked again on the way.

    Errors: ``import_done`` when the file has been written, refused or removed already.
    """
    require_role(by, Role.CENTRE_ADMIN)
    write = Write.VALID if accept_valid else Write.ALL_OR_NOTHING
    changed = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED).update(
        state=State.WAITING, progress_percent=0
    )
    if changed != 1:
        raise DomainError("import_done")
    if batch.row_count <= INLINE_ROWS:
        run_batch(batch_id=batch.pk, username=by.username, write=write)
    else:
        _enqueue(batch, by, write)
    batch.refresh_from_db()
    return batch


def run_batch(*, batch_id: int, username: str, write: str) -> None:
    """Check or write one uploaded file; the worker calls this too. Done work is not done again.

    Data and the batch's new state are one transaction, so that a killed job leaves either both or neither.
    """
    by = Staff.objects.select_related("organisation").get(username=username)
    batch = ImportBatch.objects.filter(pk=batch_id, state__in=RUNNING).first()
    if batch is None:
        return
    ImportBatch.objects.filter(pk=batch_id).update(state=State.CHECKING)
    try:
        outcome = process(
            context_for(by),
            kind=batch.kind,
            path=stored_path(batch.stored_name),
            write=Write(write),
            told=partial(_tell, batch_id),
            keep=partial(_keep, batch),
        )
    except Exception:
        ImportBatch.objects.filter(pk=batch_id).update(state=State.FAILED, finished_at=clock.now())
        raise
    _keep_files(batch, outcome)


def _keep(batch: ImportBatch, outcome: Outcome) -> None:
    """Put the outcome on record; when the record has moved since the check, the admin decides again."""
    if outcome.state == State.REFUSED and outcome.new_count:
        outcome.state = State.CHECKED
    keep_outcome(batch, outcome)


def stored_path(stored_name: str) -> Path:
    """Where an uploaded file lies."""
    return folder() / stored_name


def error_path(batch: ImportBatch) -> Path:
    """Where the rows to mend lie."""
    return folder() / f"{batch.stored_name}.errors.csv"


def folder() -> Path:
    """The folder of uploaded files, readable by this account alone."""
    path = Path(settings.MEDIA_ROOT) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def remove_old_files() -> None:
    """Delete what was uploaded more than seven days ago, whatever became of it."""
    old = ImportBatch.objects.filter(started_at__lt=clock.now() - KEPT_FOR).exclude(stored_name="")
    for batch in old:
        stored_path(batch.stored_name).unlink(missing_ok=True)
        error_path(batch).unlink(missing_ok=True)
        batch.stored_name = ""
        if batch.state in {State.CHECKED, *RUNNING}:
            batch.state = State.REFUSED
        batch.save(update_fields=["stored_name", "state"])


def _keep_files(batch: ImportBatch, outcome: Outcome) -> None:
    """The upload goes when nothing can follow any more; the rows to mend stay for a week."""
    if outcome.error_file is not None:
        _write_private(error_path(batch), outcome.error_file)
    if outcome.state != State.CHECKED:
        stored_path(batch.stored_name).unlink(missing_ok=True)


def _store(upload: File[bytes]) -> str:
    name = f"{secrets.token_hex(16)}.upload"
    path = stored_path(name)
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return name


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


def _is_small(path: Path) -> bool:
    try:
        form = files.form_of(path, max_bytes=settings.IMPORT_MAX_BYTES)
    except FileRefusedError:
        return True  # refused at once
    return path.stat().st_size <= INLINE_BYTES[form]


def _enqueue(batch: ImportBatch, by: Staff, write: Write) -> None:
    jobs.enqueue(
        "contracts.services.uploads.run_batch",
        key=f"import:{batch.pk}:{write.value}",
        batch_id=batch.pk,
        username=by.username,
        write=write.value,
    )


def _tell(batch_id: int, percent: int) -> None:
    """Progress as the page sees it."""
    ImportBatch.objects.filter(pk=batch_id).update(progress_percent=percent)


def _shown_name(name: str) -> str:
    """The last part of the name, without anything that cannot be printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[-LONGEST_NAME:] or "?"
