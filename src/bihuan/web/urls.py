from django.urls import URLPattern, URLResolver, path

from bihuan.web import views

urlpatterns: list[URLPattern | URLResolver] = [path("", views.home, name="home")]
