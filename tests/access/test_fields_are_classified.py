"""Every model field says what it holds; a new field without a class, or a class without a field, fails."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

CLASSES = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "config" / "field_classes.toml").read_text("utf-8")
)
KNOWN = {"public", "internal", "personal", "clinical"}


@pytest.mark.parametrize("app", ["contracts", "followup", "capitation"])
def test_every_field_has_one_class(app: str) -> None:
    fields = {
        model.__name__: sorted(field.name for field in model._meta.get_fields() if field.concrete)
        for model in apps.get_app_config(app).get_models()
    }

    classified = {
        model: sorted(name for names in classes.values() for name in names)
        for model, classes in CLASSES[app].items()
    }

    assert classified == fields
    assert {kind for classes in CLASSES[app].values() for kind in classes} <= KNOWN
