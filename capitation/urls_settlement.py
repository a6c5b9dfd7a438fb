"""Addresses of runs, statements, the residents behind them, and published documents."""

from django.urls import URLPattern, path

from capitation.views import evidence, exports, lines, run, runs, schemes, statements

urlpatterns: list[URLPattern] = [
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", run.run, name="run"),
    path("runs/<int:pk>/progress/", run.run_progress, name="run-progress"),
    path("runs/<int:pk>/decision/", run.run_decision, name="run-decision"),
    path("runs/<int:pk>/again/", run.run_again, name="run-again"),
    path("runs/<int:pk>/export/<str:kind>/", exports.run_export, name="run-export"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path(
        "statements/<int:pk>/export/<str:kind>/", exports.statement_export, name="statement-export"
    ),
    path("statements/<int:pk>/lines/<int:position>/", lines.line, name="line"),
    path(
        "statements/<int:pk>/lines/<int:position>/residents/",
        lines.line_residents,
        name="line-residents",
    ),
    path("statements/<int:pk>/lines/<int:position>/stays/", lines.line_stays, name="line-stays"),
    path(
        "statements/<int:pk>/evidence/<str:measure>/<str:period_start>/",
        evidence.evidence,
        name="evidence",
    ),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/measures/<str:key>/", schemes.measure_document, name="measure-document"),
]
