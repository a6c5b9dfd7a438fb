"""The embedded server starts in every situation a village computer brings, and touches nothing else."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ops.postgres import address, launcher, roles
from ops.postgres.pidfile import server_pid
from tests.ops.processes import are_gone, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes the account")


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own in a folder that other accounts may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="oc-"))
    folder.chmod(0o755)
    yield from _installation(folder, monkeypatch)
    shutil.rmtree(folder)


def _installation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("OPENCAPITATION_VAR", str(folder))
    yield folder
    launcher.stop()
    where = address.current_address()
    for left in {where.data, where.socket}:
        shutil.rmtree(left, ignore_errors=True)


def _pid() -> int:
    pid = server_pid(address.current_address().data)
    assert pid is not None
    return pid


def _kill_server() -> None:
    pid = _pid()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: are_gone([pid]))


def _write_pid(path: Path, pid: int) -> None:
    _, _, rest = path.read_text().partition("\n")
    path.write_text(f"{pid}\n{rest}")


def test_the_first_start_makes_the_database_and_the_second_finds_it_running(var: Path) -> None:
    assert launcher.start()
    assert not launcher.start()

    assert launcher.is_reachable()
    assert address.database_settings("web")["HOST"] == str(var / "postgres")
    assert stat.S_IMODE((var / "postgres").stat().st_mode) == 0o700


def test_stop_ends_every_process_of_the_server(var: Path) -> None:
    launcher.start()
    pid = _pid()

    assert launcher.stop()

    assert are_gone([pid])
    assert not launcher.stop()


def test_the_server_listens_on_its_socket_only(var: Path) -> None:
    launcher.start()

    with roles.connect(address.current_address()) as connection:
        listening = connection.execute("show listen_addresses").fetchone()

    assert listening == ("",)


def test_data_survive_kill_9_of_the_server(var: Path) -> None:
    launcher.start()
    with roles.connect(address.current_address()) as connection:
        connection.execute("create table kept as select 7 as number")

    _kill_server()
    assert launcher.start()

    with roles.connect(address.current_address()) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


def test_a_pid_that_belongs_to_another_process_now_does_not_stop_the_start(var: Path) -> None:
    launcher.start()
    _kill_server()
    where = address.current_address()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        _write_pid(where.data / "postmaster.pid", stranger.pid)
        _write_pid(where.socket / f"{launcher.SOCKET_NAME}.lock", stranger.pid)

        was_started = launcher.start()

        stranger.kill()
    assert was_started
    assert launcher.is_reachable()


def test_two_processes_that_start_at_once_share_one_server(var: Path) -> None:
    command = [sys.executable, "-c", "from ops.postgres import launcher; print(launcher.start())"]
    starters = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        for _ in range(2)
    ]

    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)

    assert answers == ["False", "True"]


def test_a_first_start_that_was_interrupted_is_repeated_whole(var: Path) -> None:
    half = var / "postgres.part"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    assert launcher.start()

    assert not half.exists()


def test_a_path_too_long_for_a_socket_gets_a_private_socket_folder(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = var / ("folder" * 12) / "var"
    deep.mkdir(parents=True)
    monkeypatch.setenv("OPENCAPITATION_VAR", str(deep))

    launcher.start()

    where = address.current_address()
    found = where.socket.stat()
    launcher.stop()
    assert where.data == deep / "postgres"
    assert where.socket != where.data
    assert stat.S_IMODE(found.st_mode) == 0o700
    shutil.rmtree(where.socket)


@as_root
def test_root_runs_the_server_as_nobody(var: Path) -> None:
    launcher.start()

    assert Path(f"/proc/{_pid()}").stat().st_uid != 0
    assert (var / "postgres").stat().st_uid != 0


@as_root
def test_below_a_closed_folder_the_data_go_elsewhere_and_no_permission_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = Path(tempfile.mkdtemp(prefix="oc-"))  # 0700, root's
    (closed / "checkout").mkdir()
    var = closed / "checkout" / "var"
    for _ in _installation(var, monkeypatch):
        launcher.start()

        where = address.current_address()
        assert launcher.is_reachable()
        assert not where.data.is_relative_to(closed)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert closed.stat().st_uid == 0
        assert not launcher.start()  # a second start finds it there
    shutil.rmtree(closed)
    shutil.rmtree(where.data.parent, ignore_errors=True)


@as_root
def test_programs_out_of_reach_are_copied_with_their_libraries(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ops.postgres import binaries
    from ops.postgres.account import server_account

    hidden = var / "hidden"
    hidden.mkdir(mode=0o700)
    packages = binaries.packaged_folder().parents[2]
    shutil.copytree(packages / binaries.INSTALLATION, hidden / binaries.INSTALLATION)
    shutil.copytree(packages / binaries.LIBRARIES, hidden / binaries.LIBRARIES)
    monkeypatch.setattr(binaries, "packaged_folder", lambda: hidden / binaries.INSTALLATION / "bin")

    folder = binaries.usable_folder(server_account(var / "postgres"), var / "state")

    assert folder.is_relative_to(var / "state")
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700


def test_the_web_role_changes_rows_but_not_the_schema(var: Path) -> None:
    launcher.start()
    where = address.current_address()
    reach = {"host": str(where.socket), "dbname": address.DATABASE, "autocommit": True}
    with psycopg.connect(user="owner", **reach) as owner:  # type: ignore[arg-type]
        owner.execute("create table early (number int generated always as identity)")
        roles.grant_web(owner)
        owner.execute("create table late (number int)")

    with psycopg.connect(user="web", **reach) as web:  # type: ignore[arg-type]
        web.execute("insert into early default values")
        web.execute("insert into late values (1)")
        web.execute("create temp table scratch (number int)")
        for forbidden in (
            "create table mine (number int)",
            "alter table late add column more int",
            "truncate late",
            "drop table early",
            "create role more",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(forbidden)
