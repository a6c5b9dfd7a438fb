"""Writes the tables of residents into docs/measures.md: ``python -m tests.measures.render``."""

from __future__ import annotations

import re
from pathlib import Path

from tests.measures.cases import TABLES, render

DOCS = Path(__file__).resolve().parents[2] / "docs/measures.md"


def main() -> None:
    """Replace each block between ``<!-- table KEY -->`` and ``<!-- end -->``."""
    text = DOCS.read_text(encoding="utf-8")
    for table in TABLES:
        block = f"<!-- table {table.key} -->\n\n{render(table)}\n\n<!-- end -->"
        pattern = rf"<!-- table {table.key} -->.*?<!-- end -->"
        text = re.sub(pattern, lambda _, new=block: new, text, flags=re.DOTALL)
    DOCS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
