"""What must hold before the product serves people in production mode; the web server and the worker ask here."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import Error

SHORTEST_SECRET = 50
KEY_HEX_DIGITS = 64  # AES-256 and HMAC-SHA256 keys: 32 bytes
DEFAULT_SECRETS = frozenset({"", "missing", "changeme", "secret"})


def unsafe_settings() -> list[str]:
    """Answer what makes the settings unfit for production, each with its remedy; empty in other modes."""
    if settings.OPENCAPITATION_MODE != "production":
        return []
    faults = []
    if settings.DEBUG:
        faults.append("DEBUG is on: pages would show code and data; unset OPENCAPITATION_DEBUG")
    if settings.FIXED_TODAY is not None:
        faults.append("the calendar is held on one day; unset OPENCAPITATION_TODAY")
    secret = settings.SECRET_KEY
    if secret in DEFAULT_SECRETS or secret.startswith("django-insecure"):
        faults.append("the secret key is missing or a default one; set OPENCAPITATION_SECRET_KEY")
    elif len(secret) < SHORTEST_SECRET:
        faults.append(f"OPENCAPITATION_SECRET_KEY is shorter than {SHORTEST_SECRET} characters")
    faults += [
        f"OPENCAPITATION_{name} is not a key of {KEY_HEX_DIGITS} hexadecimal digits;"
        " make one with: openssl rand -hex 32"
        for name in ("FIELD_KEY", "INDEX_KEY")
        if not _is_key(getattr(settings, name))
    ]
    if _is_key(settings.FIELD_KEY) and settings.FIELD_KEY == settings.INDEX_KEY:
        faults.append(
            "OPENCAPITATION_FIELD_KEY and OPENCAPITATION_INDEX_KEY are the same; use two keys"
        )
    return faults


def demo_users() -> list[str]:
    """Answer the fault that this database holds demo users, whose passwords everybody knows. Asks the database."""
    if settings.OPENCAPITATION_MODE != "production":
        return []
    count = get_user_model().objects.filter(is_demo=True, is_active=True).count()
    if not count:
        return []
    return [f"{count} demo users can log in; use a database without the demo city"]


def refuse_unsafe_start() -> None:
    """End the process with the reasons when production must not start.

    A database that does not answer stops it too: what cannot be checked is not taken for safe.
    """
    faults = unsafe_settings()
    if not faults:
        try:
            faults = demo_users()
        except Error as error:
            faults = [f"the database does not answer, so it may hold demo users: {error}"]
    if faults:
        sys.exit(
            "OpenCapitation does not start in production mode:\n"
            + "".join(f"- {f}\n" for f in faults)
        )


def _is_key(text: str) -> bool:
    try:
        return len(text) == KEY_HEX_DIGITS and len(bytes.fromhex(text)) == KEY_HEX_DIGITS // 2
    except ValueError:
        return False
