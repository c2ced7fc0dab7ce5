from django.urls import URLPattern, URLResolver, path

from bihuan.casework import asked_views, views

app_name = "casework"
urlpatterns: list[URLPattern | URLResolver] = [
    path("asked/", asked_views.asked, name="asked"),
    path("asked/<slug:kind>/<int:pk>/", asked_views.question, name="question"),
    path("<str:number>/", views.task, name="task"),
    path("<str:number>/file/", views.whole_file, name="file"),
    path("<str:number>/step/<slug:name>/", views.step, name="step"),
    path("<str:number>/evidence/<int:pk>/", views.evidence_file, name="evidence_file"),
    path("<str:number>/evidence/<int:pk>/preview/", views.evidence_preview, name="evidence_preview"),
    path("<str:number>/<slug:key>/", views.section, name="section"),
]
