"""Every database test runs against a real PostgreSQL: the embedded one, or the one of DATABASE_URL.

``python -m pytest tests/<area>`` is enough: the server is started when the first test asks for a database,
in ``var/test``, and stopped when the last test process that uses it has ended. Each run has databases of its
own, so that several runs can share the server.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.browser import ADVICE, browser, chromium_path

__all__ = ["browser"]  # a fixture for every test

# A crash of the computer may lose the test data; that is what makes the tests quick.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def pytest_configure(config: pytest.Config) -> None:
    """Give every run its own databases, named for the process that started it."""
    if not hasattr(config, "workerinput"):
        os.environ["OPENCAPITATION_TEST_RUN"] = str(os.getpid())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the closing lines when no browser test could run."""
    if chromium_path() is None:
        terminalreporter.write_line(ADVICE)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[None]:
    """Hold the database server for this process."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from django.db import connections

    from ops.postgres import address, launcher

    folder = address.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w", encoding="utf-8") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        launcher.start(QUICK)
        where = address.current_address()
        connections["default"].settings_dict["HOST"] = str(where.socket)
        _drop_left_behind(where)
        yield
        try:  # alone? then nobody else holds the lock
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        launcher.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres_server: None,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Start the server before Django makes the test database, and name that for this run."""
    from django.db import connections

    settings = connections["default"].settings_dict["TEST"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    settings["NAME"] = f"test_{os.environ['OPENCAPITATION_TEST_RUN']}_{worker}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Before the test database is dropped, end the sessions that a browser's last request has left open."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def _drop_left_behind(where: object) -> None:
    """Drop the databases of runs that were killed."""
    from ops.postgres import roles
    from ops.postgres.address import Address

    assert isinstance(where, Address)
    with roles.connect(where) as connection:
        for (name,) in connection.execute(
            r"select datname from pg_database where datname ~ '^test_\d+_gw\d*$'"
        ).fetchall():
            if not Path(f"/proc/{name.split('_')[1]}").exists():
                try:
                    connection.execute(
                        sql.SQL("drop database if exists {} with (force)").format(
                            sql.Identifier(name)
                        )
                    )
                except psycopg.Error:  # another run drops it at this moment
                    continue
