"""The child of the supervisor: a django-q2 cluster that dies with its parent and tells what it works on.

Each worker process writes one line into the supervisor's pipe when it is ready, when it takes a job and when it
has finished: ``ready <pid> 0``, ``start <pid> <row>`` and ``end <pid> <row> <ok|failed>``. A line is shorter than PIPE_BUF, so lines
of several workers never mix.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from django.dispatch import Signal
from django_q.cluster import Cluster
from django_q.signals import post_execute_in_worker, post_spawn, pre_execute

from ops.processes import die_with_parent


def run(*, parent: int, pipe: int) -> None:
    """Run the cluster until SIGTERM; every process of it is killed when its parent dies."""
    die_with_parent()
    if os.getppid() != parent:  # the supervisor died before the line above
        sys.exit(1)
    os.register_at_fork(after_in_child=die_with_parent)
    for moment, reporter in _reporters(pipe).items():
        moment.connect(reporter, weak=False)
    Cluster().start()


def _reporters(pipe: int) -> dict[Signal, Callable[..., None]]:
    """Answer what is told at which moment of a worker's life."""

    def report_ready(**_: object) -> None:
        _write(pipe, f"ready {os.getpid()} 0\n")

    def report_start(*, task: dict[str, Any], **_: object) -> None:
        _write(pipe, f"start {os.getpid()} {task.get('ack_id', 0)}\n")

    def report_end(*, task: dict[str, Any], **_: object) -> None:
        word = "ok" if task.get("success") else "failed"
        _write(pipe, f"end {os.getpid()} {task.get('ack_id', 0)} {word}\n")

    return {
        post_spawn: report_ready,
        pre_execute: report_start,
        post_execute_in_worker: report_end,
    }


def _write(pipe: int, line: str) -> None:
    try:
        os.write(pipe, line.encode())
    except BrokenPipeError:  # the supervisor is gone, and so are we in a moment
        return
