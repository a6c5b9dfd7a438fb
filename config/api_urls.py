"""The API: one namespace, described by OpenAPI."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from capitation import api as capitation
from contracts import api as contracts
from followup import api as followup

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("residents/", contracts.ResidentList.as_view(), name="residents"),
    path("residents/<int:pk>/", contracts.ResidentDetail.as_view(), name="resident"),
    path("due/", followup.Due.as_view(), name="due"),
    path("visits/", followup.Visits.as_view(), name="visits"),
    path("visits/<int:pk>/", followup.VisitDetail.as_view(), name="visit"),
    path("runs/", capitation.Runs.as_view(), name="runs"),
    path("runs/<int:pk>/", capitation.RunDetail.as_view(), name="run"),
    path("statements/", capitation.Statements.as_view(), name="statements"),
    path("statements/<int:pk>/", capitation.StatementDetail.as_view(), name="statement"),
]
