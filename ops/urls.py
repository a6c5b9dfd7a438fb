"""Addresses of the operator's part."""

from django.urls import path

from ops import views

app_name = "ops"

urlpatterns = [
    path("status/", views.status, name="status"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
