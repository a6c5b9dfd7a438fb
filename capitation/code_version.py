"""Which code computed a run."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HEAD = Path(__file__).resolve().parents[1] / ".git" / "HEAD"


@cache
def answer() -> str:
    """The commit of the checkout, else the version of the installed package, else "unknown"."""
    try:
        head = HEAD.read_text(encoding="ascii").strip()
        if head.startswith("ref: "):
            head = (HEAD.parent / head.removeprefix("ref: ")).read_text(encoding="ascii").strip()
    except OSError:
        try:
            return version("opencapitation")
        except PackageNotFoundError:
            return "unknown"
    return head[:12]
