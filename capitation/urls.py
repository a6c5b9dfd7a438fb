"""Addresses of teams, measures, runs and statements."""

from django.urls import URLPattern, path

from capitation import urls_settlement
from capitation.views import measures, teams

app_name = "capitation"

urlpatterns: list[URLPattern] = [
    path("teams/", teams.teams, name="teams"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<str:key>/", measures.measure, name="measure-residents"),
    path("my-rates/", measures.my_rates, name="my-rates"),
    *urls_settlement.urlpatterns,
]
