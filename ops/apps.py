"""The app that runs the others."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from ops.checks import register_checks
from ops.postgres.roles import grant_web


class OpsConfig(AppConfig):
    name = "ops"

    def ready(self) -> None:
        register_checks()
        # Sent once per app after all migrations of a run; one app is enough, and ops itself has no models.
        post_migrate.connect(_prepare, sender=apps.get_app_config("contracts"))


def _prepare(*, using: str, **_: Any) -> None:
    from ops.schedules import ensure_schedules

    grant_web(connections[using])
    if "django_q_schedule" in connections[using].introspection.table_names():
        ensure_schedules()
