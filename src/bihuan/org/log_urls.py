"""The pages of the log. They ask for rights, so they stand one room above the log itself."""

from django.urls import URLPattern, URLResolver, path

from bihuan.org import log_views

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", log_views.events, name="events"),
    path("verify/", log_views.verify, name="verify"),
    path("verify/progress/", log_views.progress, name="progress"),
]
