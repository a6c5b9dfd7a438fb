from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Who belongs to whom: the lowest of the three apps."""

    name = "contracts"
    default_auto_field = "django.db.models.BigAutoField"
