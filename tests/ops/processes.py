"""Looking at processes from outside, for tests that kill them."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def wait_until(is_true: Callable[[], bool], seconds: float = 90) -> None:
    """Return as soon as ``is_true`` answers True; fail when it does not within ``seconds``."""
    give_up_at = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < give_up_at, f"did not happen within {seconds} s"
        time.sleep(0.05)


def children_of(parent: int) -> list[int]:
    """Answer the live children of a process, oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append((int(fields[19]), int(entry.name)))
    return [pid for _, pid in sorted(found)]


def family_of(parent: int) -> list[int]:
    """Answer all live descendants of a process."""
    family = []
    for child in children_of(parent):
        family += [child, *family_of(child)]
    return family


def are_gone(pids: list[int]) -> bool:
    """Tell whether none of these processes runs any more."""
    for pid in pids:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue
        if state != "Z":
            return False
    return True
