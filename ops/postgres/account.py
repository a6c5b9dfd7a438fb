"""Under which account the server's programs run, and what that account can reach.

PostgreSQL refuses to run as root. A root process therefore runs it as an existing unprivileged account and
gives that account the data folder only; permissions of other folders are never changed.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class Account:
    """An account to switch to; ``None`` in its place means: stay who we are."""

    name: str
    uid: int
    gid: int


def server_account(data: Path) -> Account | None:
    """Answer the account for the server of ``data``: none unless we are root.

    Data that belongs to an ordinary user keeps running as that user, also when root starts it.
    """
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED)
    if data.exists() and data.stat().st_uid != 0:
        entry = pwd.getpwuid(data.stat().st_uid)
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def run_as(
    account: Account | None, command: list[str], *, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run ``command`` as ``account`` in a session of its own; answer its output and exit code."""
    who: dict[str, object] = {}
    if account is not None:
        who = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]  # the three keywords above
        command,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        timeout=seconds,
        start_new_session=True,
        **who,
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """Tell whether ``account`` can reach what lies in ``folder``: really tried, not computed from bits."""
    return (
        account is None
        or run_as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0
    )


def can_run(account: Account | None, program: Path) -> bool:
    """Tell whether ``account`` can start ``program`` with its libraries."""
    try:
        return run_as(account, [str(program), "--version"]).returncode == 0
    except OSError:
        return False


def give(account: Account | None, folder: Path) -> None:
    """Make one folder the account's own, closed to everybody else."""
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def open_folder(folder: Path) -> None:
    """Create a folder that others may pass through, whatever the umask; leave an existing one as it is."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
