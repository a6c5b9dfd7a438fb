"""Run the job cluster and keep it working: restart it when it dies or is stuck, leave nothing behind.

One supervisor per database is at work (an advisory lock of its session); further ones stand by. So the one at
work may release the claims of all rows when it has killed its cluster: no other cluster can hold them.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings
from django.db import Error, connection
from django_q.conf import Conf
from django_q.models import OrmQ

from ops.processes import adopt_orphans, is_alive, kill_group
from ops.worker.watch import Watch

logger = logging.getLogger(__name__)

# Any fixed number that no other advisory lock of the product uses; those are 64-bit digests.
SUPERVISOR_LOCK = 20_260_101
TICK_SECONDS = 0.5
STOP_SECONDS = 5
RESTART_PAUSE_SECONDS = 2
# A job that takes its worker down this many times waits for the queue's own retry.
DEATHS_ALLOWED = 3


class Supervisor:
    """The parent process of one cluster. ``heal_after``: seconds a job may wait while a worker is free."""

    def __init__(self, *, heal_after: float) -> None:
        self._watch = Watch(workers=Conf.WORKERS, heal_after=heal_after)
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe = -1
        self._unread = ""
        self._is_leader = False
        self._is_stopping = False
        self._deaths: dict[int, int] = {}

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; afterwards no process of the cluster is left."""
        adopt_orphans()
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        while not self._is_stopping:
            try:
                self._tick()
            except Error as error:
                self._lose_database(error)
            time.sleep(TICK_SECONDS)
        self._stop_child(gently=True)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _tick(self) -> None:
        if not self._is_leader:
            self._is_leader = _take_leadership()
            if not self._is_leader:
                self._stop_child(gently=False)
                return
            if self._child is None:
                release_claims()
        if self._child is None:
            self._start_child()
        elif self._child.poll() is not None:
            self._replace_child("it ended")
        else:
            self._look_after_jobs()

    def _look_after_jobs(self) -> None:
        self._hear()
        for pid in [pid for pid in self._watch.running if not is_alive(pid)]:
            self._offer_again(self._watch.lose(pid))
        if self._watch.is_stuck(queue_rows(), time.monotonic()):
            self._watch.vain_restarts += 1
            self._replace_child("it takes no jobs")

    def _offer_again(self, row: int | None) -> None:
        """Offer the job of a killed worker again now, not after the queue's long retry time."""
        if row is None:
            return
        self._deaths[row] = self._deaths.get(row, 0) + 1
        logger.warning("worker_died row=%s deaths=%s", row, self._deaths[row])
        if self._deaths[row] < DEATHS_ALLOWED:
            release_claims(row)

    def _start_child(self) -> None:
        connection.ensure_connection()
        self._watch.begin(time.monotonic())
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._pipe, self._unread = reading, ""
        self._child = subprocess.Popen(
            [sys.executable, "manage.py", "run_queue", str(os.getpid()), str(writing)],
            cwd=settings.BASE_DIR,
            env={"OPENCAPITATION_DB_ROLE": "web", **os.environ},
            stdin=subprocess.DEVNULL,
            pass_fds=[writing],
            start_new_session=True,
        )
        os.close(writing)

    def _replace_child(self, why: str) -> None:
        logger.error("queue_restarted because=%s", why)
        self._stop_child(gently=False)
        release_claims()
        time.sleep(RESTART_PAUSE_SECONDS)
        if not self._is_stopping:
            self._start_child()

    def _stop_child(self, *, gently: bool) -> None:
        """End every process of the cluster; a job in the middle is rolled back and offered again."""
        if self._child is None:
            return
        if gently and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                logger.warning("queue_stopped_by_force")
        kill_group(self._child.pid)
        self._child.poll()
        self._child = None
        os.close(self._pipe)
        if gently:
            try:
                release_claims()
            except Error:  # the database went first; the next supervisor releases them
                logger.warning("claims_not_released")

    def _lose_database(self, error: Error) -> None:
        """Give up leadership: another supervisor may have it by the time the database is back."""
        logger.warning("database_lost error=%s", type(error).__name__)
        self._is_leader = False
        connection.close()
        time.sleep(1)

    def _hear(self) -> None:
        try:
            heard = os.read(self._pipe, 65_536).decode()
        except BlockingIOError:
            return
        *lines, self._unread = (self._unread + heard).split("\n")
        for line in lines:
            self._watch.hear(line)


def queue_rows() -> dict[int, bool]:
    """Answer every row of the queue: its id, and whether it is due (True) or claimed (False)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, lock <= clock_timestamp() from django_q_ormq where key = %s",
            [Conf.CLUSTER_NAME],
        )
        return dict(cursor.fetchall())


def release_claims(row: int | None = None) -> None:
    """Offer claimed jobs again: one row, or all."""
    claimed = OrmQ.objects.filter(key=Conf.CLUSTER_NAME)
    if row is not None:
        claimed = claimed.filter(pk=row)
    with connection.cursor() as cursor:
        ids = list(claimed.values_list("pk", flat=True))
        cursor.execute(
            "update django_q_ormq set lock = clock_timestamp() where id = any(%s) and lock > clock_timestamp()",
            [ids],
        )


def _take_leadership() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [SUPERVISOR_LOCK])
        return bool(cursor.fetchone()[0])
