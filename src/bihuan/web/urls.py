from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from bihuan.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("today/clocks/", views.clocks, name="clocks"),
    path("today/<slug:key>/", views.queue, name="queue"),
    path("wall/", views.wall, name="wall"),
    path("language/", set_language, name="set_language"),
]
