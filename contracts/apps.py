from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Who belongs to whom: the lowest of the three apps."""

    name = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from contracts import counts
        from contracts.imports import registry
        from contracts.imports.contracts import ContractsKind
        from contracts.imports.residents import ResidentsKind
        from ui.navigation import register_count

        registry.register(ResidentsKind())
        registry.register(ContractsKind())
        register_count("panel", counts.on_panel)
        register_count("expiring", counts.expiring_soon)
