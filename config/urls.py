"""All addresses; each app keeps its own table."""

from django.urls import include, path

from contracts.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("contracts.urls")),
    path("", include("followup.urls")),
    path("", include("capitation.urls")),
    path("", include("ui.urls")),
    path("", include("ops.urls")),
    path("api/", include("config.api_urls")),
]

handler403 = "ui.views.permission_denied"
handler404 = "ui.views.page_not_found"
handler500 = "ui.views.server_error"
