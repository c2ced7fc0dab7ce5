from django.urls import URLPattern, URLResolver, path

from bihuan.org import views

app_name = "org"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", views.me, name="me"),
]
