from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """What happened to the resident."""

    name = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contracts.imports import registry
        from followup import subscriptions
        from followup.counts import due_now
        from followup.imports.encounters import EncountersKind
        from followup.imports.visits import VisitsKind
        from ui.navigation import register_count

        registry.register(VisitsKind())
        registry.register(EncountersKind())
        subscriptions.connect()
        register_count("due", due_now)
