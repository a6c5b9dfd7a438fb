"""Killed in the middle nothing is half done; started twice at once there is one run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.ops.processes import wait_until
from tests.settlement.conftest import END, START, found_city

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    where = connection.settings_dict
    host = where["HOST"] or where.get("OPTIONS", {}).get("host", "")
    who = f"{where['USER']}:{quote(where['PASSWORD'], safe='')}"
    return f"postgresql://{who}@/{where['NAME']}?host={quote(host)}&port={where['PORT'] or 5432}"


def start_settle() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "settle", "--scheme", "city_htn", "--period", "2025"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), "DATABASE_WEB_URL": ""},
        stdout=subprocess.PIPE,
        text=True,
    )


def written() -> dict[str, int]:
    from capitation import models

    tables = (models.Evidence, models.PanelShare, models.MeasureResult, models.Statement)
    return {table.__name__: table.objects.count() for table in tables}


def test_killed_while_writing_it_leaves_nothing_and_a_second_start_completes() -> None:
    from capitation.models import SettlementRun

    found_city()
    # Readers may go on, writers wait: the process stops at its first row of evidence.
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE capitation_evidence IN EXCLUSIVE MODE")
        process = start_settle()
        try:
            wait_until(lambda: SettlementRun.objects.filter(progress_step="evidence").exists(), 60)
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            cursor.execute("ROLLBACK")
    other.close()

    run = SettlementRun.objects.get()
    assert run.state == "running"
    assert set(written().values()) == {0}

    second = start_settle()
    said, _ = second.communicate(timeout=60)

    run.refresh_from_db()
    assert second.returncode == 0
    assert run.state == "computed"
    assert run.output_sha256 in said
    assert written()["Statement"] == 24


def test_two_started_at_once_give_one_run() -> None:
    from capitation.models import SchemeVersion, SettlementRun
    from capitation.services import settlement

    found_city()
    together = Barrier(2)

    def start() -> tuple[int, bool, str]:
        try:
            scheme = SchemeVersion.objects.select_related("insurer__region").get(key="city_htn")
            together.wait(20)
            run, _ = settlement.find_or_open(
                scheme, period_start=START, period_end=END, started_by="officer"
            )
            settled = settlement.settle(run.pk)
            return settled.run.pk, settled.is_new, settled.run.output_sha256
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = (future.result() for future in [pool.submit(start), pool.submit(start)])

    assert SettlementRun.objects.count() == 1
    assert first[0] == second[0]
    assert sorted([first[1], second[1]]) == [False, True]
    assert first[2] == second[2]
    assert written()["Statement"] == 24
