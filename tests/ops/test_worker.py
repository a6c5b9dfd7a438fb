"""The supervisor heals a queue that django-q2 alone would leave stuck, and leaves no process behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

import jobs
from tests.ops.processes import are_gone, children_of, family_of, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start `manage.py worker` on the test database; whatever is left is killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--heal-after", "3"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": _test_database_url(), "DATABASE_WEB_URL": ""},
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)


def _test_database_url() -> str:
    where = connection.settings_dict
    host = where["HOST"] or where.get("OPTIONS", {}).get("host", "")
    who = f"{where['USER']}:{quote(where['PASSWORD'], safe='')}"
    return f"postgresql://{who}@/{where['NAME']}?host={quote(host)}&port={where['PORT'] or 5432}"


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def _cluster_workers(supervisor: subprocess.Popen[bytes]) -> list[int]:
    """Answer sentinel's children: job workers first, then monitor and pusher."""
    (main,) = children_of(supervisor.pid)
    (sentinel,) = children_of(main)
    return children_of(sentinel)


def test_after_an_idle_worker_is_killed_the_next_job_is_done(
    start_worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    supervisor = start_worker()
    jobs.enqueue("tests.ops.probe_jobs.mark", key="first", path=str(first))
    wait_until(lambda: _lines(first) == 1)

    os.kill(_cluster_workers(supervisor)[0], signal.SIGKILL)
    jobs.enqueue("tests.ops.probe_jobs.mark", key="second", path=str(second))

    wait_until(lambda: _lines(second) == 1)


def test_a_job_whose_worker_was_killed_is_offered_again_at_once(
    start_worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    path = tmp_path / "job"
    supervisor = start_worker()
    jobs.enqueue("tests.ops.probe_jobs.mark_and_stay", key="long", path=str(path), seconds=3)
    wait_until(lambda: _lines(path) == 1)

    os.kill(_cluster_workers(supervisor)[0], signal.SIGKILL)

    wait_until(lambda: _lines(path) == 2)
    wait_until(lambda: jobs.waiting_keys() == [])


def test_sigterm_leaves_no_process_even_in_the_middle_of_a_job(
    start_worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    path = tmp_path / "job"
    supervisor = start_worker()
    jobs.enqueue("tests.ops.probe_jobs.mark_and_stay", key="long", path=str(path), seconds=60)
    wait_until(lambda: _lines(path) == 1)
    family = family_of(supervisor.pid)

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(15) == 0
    assert are_gone(family)
    assert jobs.oldest_due_seconds() > 0  # offered again to the next worker


def test_killing_the_supervisor_leaves_no_orphans(
    start_worker: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    path = tmp_path / "job"
    supervisor = start_worker()
    jobs.enqueue("tests.ops.probe_jobs.mark", key="first", path=str(path))
    wait_until(lambda: _lines(path) == 1)
    family = family_of(supervisor.pid)

    supervisor.kill()

    assert len(family) >= 5  # cluster, sentinel, worker, monitor, pusher
    wait_until(lambda: are_gone(family), seconds=10)
