"""A script of somebody else is what its list says it is."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "vendor"


def test_every_vendored_script_has_the_listed_hash() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (VENDOR / "VENDORED.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ][2:]

    listed = {row[3]: row[4] for row in rows}

    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*.js")
    }
    assert found == listed
