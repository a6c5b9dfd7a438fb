from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """What happened to the resident."""

    name = "followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contracts.imports import registry
        from followup import subscriptions
        from followup.imports.encounters import EncountersKind
        from followup.imports.visits import VisitsKind

        registry.register(VisitsKind())
        registry.register(EncountersKind())
        subscriptions.connect()
