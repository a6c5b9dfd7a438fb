from django.urls import URLPattern

app_name = "capitation"

urlpatterns: list[URLPattern] = []
