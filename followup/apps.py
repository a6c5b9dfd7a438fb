from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """What happened to the resident."""

    name = "followup"
    default_auto_field = "django.db.models.BigAutoField"
