"""Progress of long work, visible while its transaction is still open."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

STANDING = ("computed", "proposed", "approved")


class Progress:
    """Writes a run's progress through a connection of its own, so that others see it before the commit.

    The computation holds an advisory lock, never the run's row, so this cannot wait for itself.
    """

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._connection: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def mark_running(self) -> None:
        """Say that the computation has begun."""
        self._write("state = 'running', progress_percent = 1, progress_step = ''", [])

    def step(self, name: str, percent: int) -> None:
        """Say which step begins and how far the work is."""
        self._write("progress_step = %s, progress_percent = %s", [name, percent])

    def close(self) -> None:
        """Give the connection back; called before the run's own row is written."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self, assignments: str, values: list[str | int]) -> None:
        if self._connection is None:
            self._connection = connections.create_connection("default")
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE capitation_settlementrun SET {assignments} WHERE id = %s AND NOT state = ANY(%s)",  # noqa: S608
                [*values, self._run_id, list(STANDING)],
            )
