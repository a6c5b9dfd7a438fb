"""The child of the supervisor: a django-q2 cluster that dies with its parent and tells what it works on.

Each worker process writes one line into the supervisor's pipe when it takes a job and one when it has
finished: ``start <pid> <row>`` and ``end <pid> <row> <ok|failed>``. A line is shorter than PIPE_BUF, so lines
of several workers never mix.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from django_q.cluster import Cluster
from django_q.signals import post_execute_in_worker, pre_execute

from ops.processes import die_with_parent


def run(*, parent: int, pipe: int) -> None:
    """Run the cluster until SIGTERM; every process of it is killed when its parent dies."""
    die_with_parent()
    if os.getppid() != parent:  # the supervisor died before the line above
        sys.exit(1)
    os.register_at_fork(after_in_child=die_with_parent)
    reporters = _reporters(pipe)
    for signal, reporter in zip((pre_execute, post_execute_in_worker), reporters, strict=True):
        signal.connect(reporter, weak=False)
    Cluster().start()


def _reporters(pipe: int) -> tuple[Callable[..., None], Callable[..., None]]:
    """Answer the two signal receivers."""

    def report_start(*, task: dict[str, Any], **_: object) -> None:
        _write(pipe, f"start {os.getpid()} {task.get('ack_id', 0)}\n")

    def report_end(*, task: dict[str, Any], **_: object) -> None:
        word = "ok" if task.get("success") else "failed"
        _write(pipe, f"end {os.getpid()} {task.get('ack_id', 0)} {word}\n")

    return report_start, report_end


def _write(pipe: int, line: str) -> None:
    try:
        os.write(pipe, line.encode())
    except BrokenPipeError:  # the supervisor is gone, and so are we in a moment
        return
