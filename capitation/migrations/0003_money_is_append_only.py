from django.db import migrations

from contracts.append_only import append_only

CREATE_BALANCE = """
CREATE FUNCTION statement_equals_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stated bigint;
  summed bigint;
BEGIN
  SELECT total_fen INTO stated FROM capitation_statement WHERE id = NEW.statement_id;
  SELECT coalesce(sum(amount_fen) FILTER (WHERE counts), 0) INTO summed
    FROM capitation_statementline WHERE statement_id = NEW.statement_id;
  IF stated <> summed THEN
    RAISE EXCEPTION 'statement % states % fen, its lines add up to %', NEW.statement_id, stated, summed
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
CREATE_TRIGGER = """
CREATE CONSTRAINT TRIGGER capitation_statementline_adds_up AFTER INSERT ON capitation_statementline
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION statement_equals_its_lines();
"""


class Migration(migrations.Migration):
    dependencies = [("capitation", "0002_links"), ("contracts", "0002_access_log_is_append_only")]

    operations = [
        append_only("capitation_rulesetversion"),
        append_only("capitation_measureversion"),
        append_only("capitation_schemeversion"),
        append_only("capitation_evidence"),
        append_only("capitation_measureresult"),
        append_only("capitation_panelshare"),
        append_only("capitation_statement"),
        append_only("capitation_statementline"),
        append_only("capitation_decision"),
        append_only("capitation_settlementrun", changes="DELETE"),
        migrations.RunSQL(CREATE_BALANCE, "DROP FUNCTION statement_equals_its_lines();"),
        migrations.RunSQL(
            CREATE_TRIGGER,
            "DROP TRIGGER capitation_statementline_adds_up ON capitation_statementline;",
        ),
    ]
