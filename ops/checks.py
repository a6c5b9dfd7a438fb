"""Django's system checks for running it: the production gate, and what an operator should know."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from ops import gate


def check_production_settings(**_: Any) -> list[CheckMessage]:
    """Refuse DEBUG, a default secret and missing keys in production mode."""
    return [Error(fault, id="ops.E001") for fault in gate.unsafe_settings()]


def check_demo_users(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse demo users in production mode; asks the database only when Django allows it."""
    return [Error(fault, id="ops.E002") for fault in gate.demo_users()] if databases else []


def check_embedded_database(**_: Any) -> list[CheckMessage]:
    """Warn about the embedded database: it is for demo, tests and single villages."""
    if not settings.EMBEDDED_DATABASE:
        return []
    return [
        Warning(
            "the embedded PostgreSQL is meant for demo, tests and offline villages:"
            " its security releases come late",
            hint="set DATABASE_URL to a PostgreSQL server (15 to 18) that somebody maintains",
            id="ops.W001",
        )
    ]


def register_checks() -> None:
    """Make the checks known to Django."""
    register(check_production_settings, Tags.security)
    register(check_demo_users, Tags.database)
    register(check_embedded_database, Tags.security, deploy=True)
