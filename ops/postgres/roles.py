"""The two roles of the database: ``owner`` changes the schema, ``web`` only rows.

The web server and the worker connect as ``web``: a mistake in a query cannot drop, alter or truncate a table.
"""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from ops.postgres.address import CLUSTER_ROLE, DATABASE, OWNER_ROLE, PORT, WEB_ROLE, Address


def connect(where: Address, database: str = "postgres") -> psycopg.Connection[Any]:
    """Open a connection to the embedded server as the role that made the cluster."""
    return psycopg.connect(
        host=str(where.socket),
        port=PORT,
        user=CLUSTER_ROLE,
        dbname=database,
        connect_timeout=5,
        autocommit=True,
    )


def ensure(where: Address) -> None:
    """Create the roles and the database of the embedded server where they are missing."""
    with connect(where) as connection:
        present = {row[0] for row in connection.execute("select rolname from pg_roles")}
        if OWNER_ROLE not in present:
            connection.execute(
                sql.SQL("create role {} login createdb").format(sql.Identifier(OWNER_ROLE))
            )
        if WEB_ROLE not in present:
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(WEB_ROLE)))
        databases = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if databases.fetchone() is None:
            connection.execute(
                sql.SQL("create database {} owner {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                )
            )


def web_role() -> str | None:
    """Answer the name of the role with few rights, or none when the operator named no such role.

    On the operator's own server it is the user of ``DATABASE_WEB_URL``.
    """
    if not os.environ.get("DATABASE_URL"):
        return WEB_ROLE
    user = urlsplit(os.environ.get("DATABASE_WEB_URL", "")).username
    return unquote(user) if user else None


def grant_web(connection: Any) -> None:
    """Let the web role read and write rows of every table, now and in tables made later. Never TRUNCATE or DDL.

    ``connection`` is the owner's (Django's or psycopg's); does nothing when the role does not exist.
    """
    role = web_role()
    future = "alter default privileges in schema public"
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_roles.rolname = current_user from pg_roles where rolname = %s", [role]
        )
        found = cursor.fetchone()
        if found is None or found[0]:
            return
        for statement in (
            "grant usage on schema public to {}",
            "grant select, insert, update, delete on all tables in schema public to {}",
            "grant usage, select on all sequences in schema public to {}",
            f"{future} grant select, insert, update, delete on tables to {{}}",
            f"{future} grant usage, select on sequences to {{}}",
        ):
            cursor.execute(sql.SQL(statement).format(sql.Identifier(role or "")))
