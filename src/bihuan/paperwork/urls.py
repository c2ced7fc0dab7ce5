from django.urls import URLPattern, URLResolver, path

from bihuan.paperwork import views

app_name = "paperwork"
urlpatterns: list[URLPattern | URLResolver] = [
    path("export/", views.export, name="export"),
]
