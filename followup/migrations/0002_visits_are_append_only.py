from django.db import migrations

from contracts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("contracts", "0002_access_log_is_append_only")]

    operations = [
        append_only("followup_visit"),
        append_only("followup_visitmedication"),
        append_only("followup_hypertensionsection"),
        append_only("followup_diabetessection"),
        append_only("followup_reading"),
    ]
