from django.urls import URLPattern, URLResolver, path

from bihuan.planning import views

app_name = "planning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", views.calendar, name="calendar"),
    path("<str:number>/plan/", views.plan, name="plan"),
    path("<str:number>/plan/<slug:key>/", views.plan, name="list"),
    path("<str:number>/schedule/", views.schedule, name="schedule"),
]
