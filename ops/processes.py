"""What the supervisors need to know and tell about processes."""

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

_SET_DEATH_SIGNAL = 1
_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent is gone, however it went. Linux only."""
    if _libc is not None:
        _libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose own parent dies, so that none stays as a zombie. Linux only."""
    if _libc is not None:
        _libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return sys.platform != "linux"
    return status.rpartition(")")[2].split()[0] != "Z"


def kill_group(group: int, *, seconds: float = 5) -> None:
    """Kill every process of a process group that we lead or adopted, and wait until they are gone."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses for a group of zombies
            os.killpg(group, signal.SIGKILL)
        try:
            while os.waitpid(-group, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            if not _group_exists(group):
                return
        time.sleep(0.05)


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
