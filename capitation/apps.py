from django.apps import AppConfig


class CapitationConfig(AppConfig):
    """What is paid and why."""

    name = "capitation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from capitation import selectors, subscriptions
        from ui.navigation import register_count

        subscriptions.connect()
        register_count("runs", selectors.waiting_for_request)
