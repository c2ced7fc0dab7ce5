from django.urls import URLPattern, URLResolver, path

from bihuan.portal import views

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("tasks/<str:number>/", views.task, name="task"),
    path("tasks/<str:number>/release/", views.release, name="release"),
    path("notices/", views.notices, name="notices"),
    path("notices/<int:pk>/", views.notice, name="notice"),
    path("notices/<int:pk>/pictures/<str:sha256>/", views.picture, name="picture"),
    path("objections/", views.answer, name="answer"),
    path("objections/<str:receipt>/received/", views.received, name="received"),
]
