"""Where the embedded PostgreSQL server is: paths only. Starts nothing, connects to nothing.

The launcher may have had to put the data or the socket somewhere else than the default (a checkout that
an unprivileged account cannot enter, a path too long for a socket) and writes that to ``postgres.json``.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

DATABASE = "opencapitation"
CLUSTER_ROLE = "postgres"
OWNER_ROLE = "owner"
WEB_ROLE = "web"
# The server listens on a socket only; the number is part of the socket's name.
PORT = "5432"


@dataclass(frozen=True, slots=True)
class Address:
    """Folder of the data and folder of the socket."""

    data: Path
    socket: Path


def var_folder() -> Path:
    """Answer the folder of everything this installation writes (``OPENCAPITATION_VAR``, else ``var``)."""
    given = os.environ.get("OPENCAPITATION_VAR", "")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[2] / "var"


def record_path() -> Path:
    """Answer the file in which the launcher keeps where it put the server."""
    return var_folder() / "postgres.json"


def current_address() -> Address:
    """Answer where the server is, or where it will be by default before its first start.

    A record that was copied here with a whole checkout names the other checkout's server and is ignored.
    """
    folder = var_folder()
    try:
        kept = json.loads(record_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    if kept.get("var") != str(folder):
        return Address(data=folder / "postgres", socket=folder / "postgres")
    return Address(data=Path(kept["data"]), socket=Path(kept["socket"]))


def keep_address(address: Address) -> None:
    """Write the address for every later process; readers never see half a file."""
    path = record_path()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    kept = {"var": str(var_folder()), "data": str(address.data), "socket": str(address.socket)}
    draft.write_text(json.dumps(kept), encoding="utf-8")
    draft.replace(path)


def database_settings(role: str) -> dict[str, object]:
    """Answer Django's ``DATABASES`` entry of the embedded server for ``role``: ``owner`` or ``web``."""
    if role not in {OWNER_ROLE, WEB_ROLE}:
        message = f"database role {role!r}; expected {OWNER_ROLE!r} or {WEB_ROLE!r}"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": role,
        "PASSWORD": "",
        "HOST": str(current_address().socket),
        "PORT": PORT,
        "CONN_HEALTH_CHECKS": True,
    }
