"""The long-running processes of the demo: web server and worker, ended together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ops.demo.port import HOST
from ops.processes import die_with_parent, kill_group

STOP_SECONDS = 10
WEB_WORKERS = 2
THREADS_PER_WORKER = 4


def web_command(port: int) -> list[str]:
    """Answer the command line of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", HOST, "--port", str(port), "--log-level", "warning"),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(THREADS_PER_WORKER)),
        "config.wsgi:application",
    ]


def worker_command() -> list[str]:
    """Answer the command line of the worker's supervisor."""
    return [sys.executable, "manage.py", "worker"]


@dataclass(slots=True)
class Children:
    """Processes in sessions of their own, so that Ctrl-C reaches the demo alone and it ends them in order."""

    folder: Path
    environment: Mapping[str, str]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start one process; it dies with the demo, even when that is killed."""
        self._running[name] = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        )

    def ended(self) -> str | None:
        """Answer the name of a process that ended by itself, if any."""
        return next(
            (name for name, child in self._running.items() if child.poll() is not None), None
        )

    def stop(self) -> None:
        """End all of them; whoever does not stop in time is killed with his group."""
        for child in self._running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        give_up_at = time.monotonic() + STOP_SECONDS
        for child in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, give_up_at - time.monotonic()))
            kill_group(child.pid)
            child.poll()
        self._running.clear()


def page_status(port: int, path: str = "/", *, seconds: float = 5) -> int | None:
    """Answer the HTTP status of a page of the demo, or none while nothing answers."""
    page = HTTPConnection(HOST, port, timeout=seconds)
    try:
        page.request("GET", path)
        return page.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        page.close()
