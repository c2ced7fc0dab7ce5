from django.urls import URLPattern, URLResolver, path

from bihuan.supervision import views

app_name = "supervision"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ten-duties/", views.matrix, name="ten_duties"),
    path("ten-duties/<int:number>/", views.records, name="records"),
    path("tasks/<str:number>/ten-duties/", views.of_task, name="of_task"),
]
