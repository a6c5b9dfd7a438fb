from django.db import migrations

STANDING = "('computed', 'proposed', 'approved')"
# What was computed stays; only proposing, approving and returning move a run that stands, and nothing an approved one.
CREATE_STAYS = f"""
CREATE FUNCTION standing_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN {STANDING} AND (
    OLD.state = 'approved' OR NEW.state NOT IN {STANDING}
    OR ROW(OLD.insurer_id, OLD.scheme_id, OLD.kind, OLD.period_start, OLD.period_end, OLD.cut_off, OLD.computed_at,
           OLD.total_fen, OLD.pending_count, OLD.input_sha256, OLD.output_sha256, OLD.closure, OLD.code_version,
           OLD.payees)
       IS DISTINCT FROM
       ROW(NEW.insurer_id, NEW.scheme_id, NEW.kind, NEW.period_start, NEW.period_end, NEW.cut_off, NEW.computed_at,
           NEW.total_fen, NEW.pending_count, NEW.input_sha256, NEW.output_sha256, NEW.closure, NEW.code_version,
           NEW.payees)
  ) THEN
    RAISE EXCEPTION 'run % stands: it is not changed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state IN {STANDING} AND OLD.state NOT IN {STANDING} AND NEW.total_fen <>
     (SELECT coalesce(sum(total_fen), 0) FROM capitation_statement WHERE run_id = NEW.id) THEN
    RAISE EXCEPTION 'run % states % fen, its statements add up to another sum', NEW.id, NEW.total_fen
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""  # noqa: S608 - ours
CREATE_TRIGGER = """
CREATE TRIGGER capitation_settlementrun_stands BEFORE UPDATE ON capitation_settlementrun
FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION standing_run_stays();
"""
CREATE_CLOSED = f"""
CREATE FUNCTION standing_run_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) a JOIN capitation_settlementrun r ON r.id = a.run_id
             WHERE r.state IN {STANDING}) THEN
    RAISE EXCEPTION 'a run that stands takes nothing more in %', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""  # noqa: S608 - ours
CREATE_CLOSED_LINES = f"""
CREATE FUNCTION standing_statement_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT statement_id FROM added) a
             JOIN capitation_statement s ON s.id = a.statement_id
             JOIN capitation_settlementrun r ON r.id = s.run_id WHERE r.state IN {STANDING}) THEN
    RAISE EXCEPTION 'a run that stands takes nothing more in %', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""  # noqa: S608 - ours
OF_RUN = ("evidence", "measureresult", "panelshare", "statement")


def closed(table: str, function: str) -> migrations.RunSQL:
    name = f"capitation_{table}_is_closed"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER INSERT ON capitation_{table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {name} ON capitation_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("capitation", "0006_run_keeps_its_payees")]

    operations = [
        migrations.RunSQL(CREATE_STAYS, "DROP FUNCTION standing_run_stays();"),
        migrations.RunSQL(
            CREATE_TRIGGER,
            "DROP TRIGGER capitation_settlementrun_stands ON capitation_settlementrun;",
        ),
        migrations.RunSQL(CREATE_CLOSED, "DROP FUNCTION standing_run_is_closed();"),
        migrations.RunSQL(CREATE_CLOSED_LINES, "DROP FUNCTION standing_statement_is_closed();"),
        *(closed(table, "standing_run_is_closed") for table in OF_RUN),
        closed("statementline", "standing_statement_is_closed"),
    ]
