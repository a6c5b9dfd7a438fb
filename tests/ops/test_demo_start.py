"""What `make demo` refuses before it does anything slow."""

import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from ops.demo import port


def _demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]

        done = _demo(PORT=str(number))

    assert done.returncode == 1
    assert f"port {number} is in use" in done.stderr
    assert f"PORT={number + 1} make demo" in done.stderr
    assert "Starting" not in done.stdout


@pytest.mark.parametrize(
    ("variable", "text"),
    [("PORT", "eighty"), ("PORT", "70000"), ("DEMO_RESIDENTS", "many"), ("DEMO_RESIDENTS", "0")],
)
def test_a_wrong_variable_is_named_with_its_value(variable: str, text: str) -> None:
    done = _demo(**{variable: text})

    assert done.returncode == 1
    assert f"{variable}='{text}'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_free_port_is_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]

    port.refuse_if_taken(number)


def test_production_mode_is_refused() -> None:
    done = _demo(OPENCAPITATION_MODE="production")

    assert done.returncode == 1
    assert "does not run in production mode" in done.stderr
