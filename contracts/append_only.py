"""Tables that are only added to: the database itself refuses every other change, by any role and by raw SQL."""

from django.db.migrations import RunSQL

# TRUNCATE is let through in test databases only, where the test runner empties tables between tests.
CREATE_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
DROP_FUNCTION = "DROP FUNCTION refuse_change();"


def append_only(table: str, *, changes: str = "UPDATE OR DELETE") -> RunSQL:
    """A migration operation that makes a table append-only.

    ``changes`` names the refused row operations; TRUNCATE is always refused.
    """
    each_row = "FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    each_statement = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
    return RunSQL(
        sql=[
            f"CREATE TRIGGER {table}_rows_stay BEFORE {changes} ON {table} {each_row}",
            f"CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table} {each_statement}",
        ],
        reverse_sql=[
            f"DROP TRIGGER {table}_rows_stay ON {table};",
            f"DROP TRIGGER {table}_table_stays ON {table};",
        ],
    )
