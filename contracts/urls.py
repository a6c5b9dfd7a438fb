"""Addresses of panels, contracts, imports and the access log."""

from django.urls import URLPattern, URLResolver, path

from contracts import urls_imports
from contracts.views import access_log, contract, expiring, panel

app_name = "contracts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("panel/", panel.panel, name="panel"),
    path("panel/export/<str:kind>/", panel.panel_export, name="panel-export"),
    path("contracts/find/", contract.contract_find, name="contract-find"),
    path("contracts/new/", contract.contract_new, name="contract-new"),
    path("contracts/<int:pk>/end/", contract.contract_end, name="contract-end"),
    path("contracts/expiring/", expiring.expiring_contracts, name="expiring"),
    path("access-log/", access_log.access_log, name="access-log"),
    *urls_imports.urlpatterns,
]
