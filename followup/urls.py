"""Addresses of the follow-up pages."""

from django.urls import URLPattern, path

from followup.views.residents import resident, resident_search
from followup.views.today import today
from followup.views.visits import visit, visit_assess, visit_correct, visit_new

app_name = "followup"

urlpatterns: list[URLPattern] = [
    path("today/", today, name="today"),
    path("residents/", resident_search, name="resident-search"),
    path("residents/<int:pk>/", resident, name="resident"),
    path("residents/<int:pk>/visits/new/", visit_new, name="visit-new"),
    path("residents/<int:pk>/visits/assess/", visit_assess, name="visit-assess"),
    path("visits/<int:pk>/", visit, name="visit"),
    path("visits/<int:pk>/correct/", visit_correct, name="visit-correct"),
]
