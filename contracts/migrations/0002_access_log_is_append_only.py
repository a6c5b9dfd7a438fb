from django.db import migrations

from contracts.append_only import CREATE_FUNCTION, DROP_FUNCTION, append_only

# One chain per actor: a lock on the actor alone, so that two people never wait for each other.
CREATE_SEAL = """
CREATE FUNCTION seal_access_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head_position bigint;
  head_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('access chain ' || NEW.actor, 0));
  SELECT position, hash INTO head_position, head_hash
    FROM contracts_accessevent WHERE actor = NEW.actor ORDER BY position DESC LIMIT 1;
  NEW.position := coalesce(head_position, 0) + 1;
  NEW.previous_hash := coalesce(head_hash, '');
  NEW.hash := access_event_hash(NEW);
  RETURN NEW;
END $$;
"""
CREATE_HASH = """
CREATE FUNCTION access_event_hash(event contracts_accessevent) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(chr(31), event.previous_hash, event.position,
    to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event.actor, event.actor_role,
    event.organisation_code, event.action, event.subject, event.subject_key, event.detail, event.reason), 'UTF8')), 'hex')
$$;
"""
CREATE_TRIGGER = """
CREATE TRIGGER contracts_accessevent_is_sealed BEFORE INSERT ON contracts_accessevent
FOR EACH ROW EXECUTE FUNCTION seal_access_event();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        append_only("contracts_accessevent"),
        migrations.RunSQL(CREATE_HASH, "DROP FUNCTION access_event_hash(contracts_accessevent);"),
        migrations.RunSQL(CREATE_SEAL, "DROP FUNCTION seal_access_event();"),
        migrations.RunSQL(
            CREATE_TRIGGER, "DROP TRIGGER contracts_accessevent_is_sealed ON contracts_accessevent;"
        ),
    ]
