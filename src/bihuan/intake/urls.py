from django.urls import URLPattern, URLResolver, path

from bihuan.intake import circulation_views, desk_views, register_views, views, wording_views

app_name = "intake"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.documents, name="documents"),
    path("<int:pk>/", desk_views.document, name="document"),
    path("<int:pk>/row/", views.row, name="row"),
    path("<int:pk>/progress/", desk_views.progress, name="progress"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/do/<slug:act>/", desk_views.document_act, name="document_act"),
    path("<int:pk>/register/", register_views.register, name="register"),
    path("<int:pk>/registered/", register_views.registered, name="registered"),
    path("inspections/<str:number>/circulations/", circulation_views.circulations, name="circulations"),
    path("inspections/<str:number>/circulations/new/", circulation_views.circulate, name="circulate"),
    path("circulations/<int:pk>/", circulation_views.circulation, name="circulation"),
    path("circulations/<int:pk>/file/", circulation_views.file, name="circulated_file"),
    path("circulations/<int:pk>/remind/", circulation_views.remind, name="remind"),
    path("circulations/<int:pk>/sign/<int:unit>/", circulation_views.sign, name="sign"),
    path("circulations/<int:pk>/arrangement/<int:unit>/", circulation_views.arrangement, name="arrangement"),
    path("wording/", wording_views.wording, name="wording"),
    path("wording/export/", wording_views.export, name="wording_export"),
    path("wording/do/<slug:act>/", wording_views.act, name="wording_act"),
    path("entries/<int:pk>/edit/", desk_views.edit, name="edit"),
    path("entries/<int:pk>/do/<slug:act>/", desk_views.entry_act, name="entry_act"),
    path("entries/<int:pk>/", desk_views.entry, name="entry"),
]
