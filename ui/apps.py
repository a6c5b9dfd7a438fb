"""Registers the ui app: templates tags, the design page and the theme switch."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Holds no models; lies below contracts, followup and capitation."""

    name = "ui"
    verbose_name = "User interface"
