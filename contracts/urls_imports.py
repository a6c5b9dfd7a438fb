"""The addresses of imports, part of the table of this app."""

from django.urls import path

from contracts.views import imports

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/commit/", imports.import_commit, name="import-commit"),
    path("imports/<int:pk>/errors.csv", imports.import_errors, name="import-errors"),
    path("imports/samples/<slug:kind>.<slug:form>", imports.import_sample, name="import-sample"),
]
