"""The demo as a user runs it: from nothing to a page, and to nothing again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from ops.demo.children import page_status
from ops.postgres import address, launcher
from ops.postgres.pidfile import server_pid
from tests.ops.processes import are_gone, family_of, wait_until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or bool(os.environ.get("DATABASE_URL")),
    reason="looks into /proc; starts an embedded database of its own",
)


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A var folder as a fresh clone has it: none yet."""
    clone = Path(tempfile.mkdtemp(prefix="oc-"))
    clone.chmod(0o755)
    monkeypatch.setenv("OPENCAPITATION_VAR", str(clone / "var"))
    yield clone / "var"
    launcher.stop()
    shutil.rmtree(clone)


def _start(log: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OPENCAPITATION_MODE": "demo",
        "PORT": str(port),
        "DEMO_RESIDENTS": "200",
    }
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    wait_until(
        lambda: demo.poll() is not None or f"Ready: http://127.0.0.1:{port}/" in log.read_text(),
        seconds=120,
    )
    assert demo.poll() is None, log.read_text()
    return demo, port


def test_the_demo_opens_closes_and_opens_again(var: Path, tmp_path: Path) -> None:
    demo, port = _start(tmp_path / "first.log")
    family = family_of(demo.pid)
    server = server_pid(address.current_address().data)

    assert page_status(port, "/readyz", seconds=20) == 200
    demo.send_signal(signal.SIGINT)

    assert demo.wait(30) == 0
    assert server is not None
    assert are_gone([*family, server])

    again, port = _start(tmp_path / "second.log")

    assert "The city is there (" in (tmp_path / "second.log").read_text()
    assert page_status(port, "/", seconds=20) in {200, 302}
    family = family_of(again.pid)
    again.kill()
    again.wait()  # nobody can tidy up after this; only the database stays, and is found next time
    wait_until(lambda: are_gone(family), seconds=20)
