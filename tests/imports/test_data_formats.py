"""The documentation and the samples name every column that the commands read."""

from pathlib import Path

import pytest

from contracts.imports import registry

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("kind", ["residents", "contracts", "visits", "encounters"])
def test_every_column_stands_in_the_documentation(kind: str) -> None:
    text = (DOCS / "data-formats.md").read_text(encoding="utf-8")

    missing = [
        column.key
        for column in registry.kind_of(kind).columns
        if f"| `{column.key}` | {column.zh} | {column.en} |" not in text
    ]

    assert missing == []


@pytest.mark.parametrize("kind", ["residents", "contracts", "visits", "encounters"])
def test_no_two_columns_of_a_kind_share_a_name(kind: str) -> None:
    names = [
        name
        for column in registry.kind_of(kind).columns
        for name in {name.lower().replace("_", " ") for name in column.names}
    ]

    assert sorted(name for name in set(names) if names.count(name) > 1) == []
