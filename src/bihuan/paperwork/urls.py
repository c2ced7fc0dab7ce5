from django.urls import URLPattern, URLResolver, path

from bihuan.paperwork import views

app_name = "paperwork"
urlpatterns: list[URLPattern | URLResolver] = [
    path("export/", views.export, name="export"),
    path("ten-duties/", views.ten_duties, name="ten_duties"),
    path("ten-duties/<int:number>/", views.ten_duties_records, name="ten_duties_records"),
    path("imports/", views.uploads, name="imports"),
    path("imports/<int:pk>/", views.mapping, name="mapping"),
    path("imports/<int:pk>/check/", views.check, name="check"),
    path("imports/<int:pk>/progress/", views.progress, name="progress"),
    path("imports/<int:pk>/rejected/", views.rejected, name="rejected"),
]
