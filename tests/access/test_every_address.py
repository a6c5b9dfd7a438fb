"""Every address x every role and anonymous visitors, against the declared matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.matrix import LOGIN_PREFIX, ROWS, Row, things
from tests.world import ROLES, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.django_db


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    """The names of all addresses, with their name space."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)


def ask(client: Client, row: Row, ids: dict[str, int]) -> Any:
    args = [part[1:] if part.startswith("=") else ids[part] for part in row.args]
    options: dict[str, Any] = {"content_type": "application/json"} if row.json else {}
    return getattr(client, row.method)(reverse(row.name, args=args), row.body, **options)


def test_every_address_has_its_row() -> None:
    found = {
        name for name in names(get_resolver().url_patterns) if not name.startswith(LOGIN_PREFIX)
    }

    assert found - {row.name for row in ROWS} == set()


def test_no_row_without_its_address() -> None:
    assert {row.name for row in ROWS} - set(names(get_resolver().url_patterns)) == set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_each_role_gets_what_the_matrix_says(client: Client, world: World, row: Row) -> None:
    ids = things(world.here)

    got = {"anonymous": ask(client, row, ids).status_code}
    for role in ROLES:
        client.force_login(world.here.staff[role])
        got[role] = ask(client, row, ids).status_code

    expected = {role: row.status_for(role) for role in ROLES}
    assert got == {"anonymous": row.ok if row.roles == "*" else row.anonymous, **expected}


@pytest.mark.parametrize(
    "name",
    [name for name in names(get_resolver().url_patterns) if name.startswith(LOGIN_PREFIX)],
)
def test_log_in_pages_never_break_and_show_nobody(client: Client, world: World, name: str) -> None:
    arguments = {
        "account_confirm_email": ["key"],
        "account_reset_password_from_key": ["1", "key"],
    }
    address = reverse(name, args=arguments.get(name, []))

    for visitor in (None, *ROLES):
        if visitor:
            client.force_login(world.here.staff[visitor])
        answer = client.get(address)

        assert answer.status_code < 500
        assert SECRET not in answer.content.decode()
