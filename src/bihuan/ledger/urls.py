from django.urls import URLPattern, URLResolver, path

from bihuan.ledger import views

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.tasks, name="tasks"),
]
