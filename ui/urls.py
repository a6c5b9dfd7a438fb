"""Addresses of the design page and the theme switch."""

from django.urls import path

from ui import views

app_name = "ui"

urlpatterns = [
    path("design/", views.design, name="design"),
    path("theme/", views.set_theme, name="theme"),
]
