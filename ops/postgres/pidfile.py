"""Is the server that a pid file names really running?

After a power cut or a container restart the number in ``postmaster.pid`` may belong to any other process, and
after kill -9 to a zombie. PostgreSQL then refuses to start for as long as that process lives.
"""

import os
import subprocess
import sys
from pathlib import Path

# Larger than any system's highest process number: a pid file with it counts as left behind by a crash.
NOBODYS_PID = 2_147_483_646


def server_pid(data: Path) -> int | None:
    """Answer the pid of the live server of ``data``, or none."""
    pid = _written_pid(data / "postmaster.pid")
    return pid if pid is not None and _is_server(pid, data) else None


def disown_stale(*files: Path) -> None:
    """Replace the pid in lock files left behind by a crash, for a caller who knows that no server runs.

    The files stay: the shared-memory key in them lets PostgreSQL notice processes that outlived the crash.
    """
    for path in files:
        pid = _written_pid(path)
        if pid is not None and pid != NOBODYS_PID:
            lines = path.read_text(encoding="utf-8").split("\n")
            with path.open("r+", encoding="utf-8") as file:  # in place: the owner of the file stays
                file.write("\n".join([str(NOBODYS_PID), *lines[1:]]))
                file.truncate()


def _written_pid(path: Path) -> int | None:
    try:
        first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None


def _is_server(pid: int, data: Path) -> bool:
    if sys.platform != "linux":
        return _is_server_by_ps(pid)
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        folder = Path(os.readlink(f"/proc/{pid}/cwd"))  # noqa: PTH115 - readlink of a dead folder is fine
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False  # gone, a zombie, or a process of somebody else
    return state != "Z" and folder == data.resolve()


def _is_server_by_ps(pid: int) -> bool:
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "state=,comm="], check=False, capture_output=True, text=True
    ).stdout.split()
    return len(shown) > 1 and not shown[0].startswith("Z") and "postgres" in shown[1]
