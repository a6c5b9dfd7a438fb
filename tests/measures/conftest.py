"""The fact tables in a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.measures.residents import FactDatabase


@pytest.fixture
def fact_database(db: None) -> Iterator[FactDatabase]:
    """Give empty fact tables that vanish with the test's transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        yield FactDatabase(cursor)
