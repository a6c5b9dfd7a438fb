"""Start and stop the embedded PostgreSQL server.

The rules and the defects they avoid are in docs/adr/0001: one starter at a time, a real connection decides
whether the server runs, never as root, no permission of a parent folder is touched.
"""

import fcntl
import os
import secrets
import shlex
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg

from ops.postgres import address, roles
from ops.postgres.account import Account, can_enter, give, open_folder, run_as, server_account
from ops.postgres.address import Address
from ops.postgres.binaries import usable_folder
from ops.postgres.pidfile import disown_stale, server_pid

# The kernel's limit for the path of a socket is 107 bytes on Linux, 103 on macOS.
LONGEST_SOCKET_PATH = 100
SOCKET_NAME = f".s.PGSQL.{address.PORT}"
OURS_ALONE = 0o700
START_SECONDS = 120
# A refused statement and the row it names may hold a name, an identity number or a reading: neither is logged.
QUIET_LOG = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
RETRY_SECONDS = 10
DEFAULTS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "jit": "off",
}


class DatabaseDownError(Exception):
    """The embedded server could not be started, stopped or reached; the text says what to do."""


@dataclass(frozen=True, slots=True)
class _Installation:
    """Everything one call needs to know about the server."""

    account: Account | None
    programs: Path
    where: Address


def start(options: Mapping[str, str] | None = None) -> bool:
    """Make the server run with its roles and database; answer whether this call started it.

    ``options`` are server settings beside the defaults. The server is detached from the caller.
    """
    with _one_at_a_time():
        where = _place()
        if is_reachable(where):
            roles.ensure(where)
            return False
        installation = _prepare(where)
        _launch(installation, {**DEFAULTS, **(options or {})})
        roles.ensure(installation.where)
        return True


def stop() -> bool:
    """Stop the server; answer whether it was running. Open work is rolled back."""
    with _one_at_a_time():
        where = address.current_address()
        if server_pid(where.data) is None:
            return False
        account = server_account(where.data)
        control = usable_folder(account, _state_folder()) / "pg_ctl"
        done = run_as(
            account, [str(control), "-w", "-t", "60", "-m", "fast", "-D", str(where.data), "stop"]
        )
        if done.returncode != 0 and server_pid(where.data) is not None:
            message = f"the embedded database did not stop: {done.stdout.strip()}"
            raise DatabaseDownError(message)
        return True


def is_reachable(where: Address | None = None) -> bool:
    """Tell whether a real connection reaches the server of exactly this data folder."""
    where = where or address.current_address()
    try:
        with roles.connect(where) as connection:
            row = connection.execute("select current_setting('data_directory')").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]).resolve() == where.data.resolve()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock of this installation; the system frees it when the process dies."""
    folder = address.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "postgres.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state_folder() -> Path:
    """Answer root's own folder for this installation outside a checkout that others cannot enter."""
    mark = sha256(str(address.var_folder()).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"opencapitation-{mark}"


def _place() -> Address:
    """Answer where the data are, or choose: beside the checkout, unless the server's account cannot go there."""
    kept = address.current_address()
    if (kept.data / "PG_VERSION").exists():
        return kept
    default = address.var_folder() / "postgres"
    if can_enter(server_account(default), default.parent):
        return Address(data=default, socket=default)
    if kept.data != default:  # chosen by a start that was interrupted
        return kept
    state = _state_folder()
    for left in state.glob("postgres-*"):  # of a var folder that somebody deleted, keys and all
        if server_pid(left) is None:
            shutil.rmtree(left)
    data = state / f"postgres-{secrets.token_hex(4)}"
    chosen = Address(data=data, socket=data)
    address.keep_address(chosen)
    return chosen


def _prepare(where: Address) -> _Installation:
    """Create what is missing: programs, data, a folder for the socket; keep their address."""
    account = server_account(where.data)
    if account is None and where.data.exists() and not os.access(where.data, os.W_OK | os.X_OK):
        message = (
            f"{where.data} belongs to another account; start as that account,"
            " or set OPENCAPITATION_VAR to a folder of your own"
        )
        raise DatabaseDownError(message)
    programs = usable_folder(account, _state_folder())
    if not (where.data / "PG_VERSION").exists():
        _create(account, programs, where.data)
    where = Address(data=where.data, socket=_socket_folder(account, where))
    address.keep_address(where)
    return _Installation(account=account, programs=programs, where=where)


def _create(account: Account | None, programs: Path, data: Path) -> None:
    """Initialise the data folder beside its place and move it there: an interrupted attempt leaves no half one."""
    open_folder(data.parent)
    draft = data.with_name(f"{data.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give(account, draft)
    done = run_as(
        account,
        [
            *(str(programs / "initdb"), "-D", str(draft), "-U", address.CLUSTER_ROLE),
            *("-A", "trust", "-E", "UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ],
    )
    if done.returncode != 0:
        message = f"the embedded database could not be created in {data}: {done.stdout.strip()}"
        raise DatabaseDownError(message)
    draft.rename(data)


def _socket_folder(account: Account | None, where: Address) -> Path:
    """Answer a folder for the socket that nobody else can enter: the data folder, or a fresh one."""
    if _fits_socket(where.data):
        return where.data
    if where.socket != where.data and _is_private(account, where.socket):
        return where.socket
    for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - mkdtemp makes a private folder in it
        fresh = Path(tempfile.mkdtemp(prefix="opencapitation-", dir=parent))
        give(account, fresh)
        if _fits_socket(fresh) and can_enter(account, fresh):
            return fresh
        fresh.rmdir()
    message = f"no folder with a path short enough for a socket; set TMPDIR (tried {parent})"
    raise DatabaseDownError(message)


def _fits_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH


def _is_private(account: Account | None, folder: Path) -> bool:
    """Tell whether a remembered socket folder is still ours alone (a temporary folder may be swept)."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    owner = os.geteuid() if account is None else account.uid
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == owner
        and stat.S_IMODE(found.st_mode) == OURS_ALONE
    )


def _launch(installation: _Installation, settings: Mapping[str, str]) -> None:
    """Start the server, waiting for a crash recovery and for what the last crash left behind to go away."""
    where = installation.where
    settings = {**QUIET_LOG, **settings, "unix_socket_directories": f'"{where.socket}"'}
    arguments = " ".join(f"-c {shlex.quote(f'{name}={text}')}" for name, text in settings.items())
    command = [
        *(str(installation.programs / "pg_ctl"), "-w", "-t", str(START_SECONDS)),
        *("-D", str(where.data), "-l", str(where.data / "server.log"), "-o", arguments, "start"),
    ]
    give_up_at = time.monotonic() + RETRY_SECONDS
    while True:
        if server_pid(where.data) is None:
            disown_stale(where.data / "postmaster.pid", where.socket / f"{SOCKET_NAME}.lock")
            done = run_as(installation.account, command, seconds=START_SECONDS + 30)
            said = done.stdout.strip()
        else:
            said = "a server of this folder runs, but does not answer yet"
            give_up_at = max(give_up_at, _patience(where))
        if is_reachable(where):
            return
        if time.monotonic() > give_up_at:
            message = f"the embedded database did not start: {said}\n{_last_lines(where.data / 'server.log')}"
            raise DatabaseDownError(message)
        time.sleep(0.2)


def _patience(where: Address) -> float:
    """Answer until when to wait for a server that another process has started or is stopping."""
    try:
        roles.connect(where).close()
    except psycopg.OperationalError as error:
        if "the database system is" in str(error):  # starting up, in recovery, shutting down
            return time.monotonic() + START_SECONDS
    return 0


def _last_lines(log: Path, count: int = 8) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-count:])
