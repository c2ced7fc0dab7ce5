from django.urls import URLPattern, URLResolver, path

from bihuan.ledger import bulk, record_views, views

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.tasks, name="tasks"),
    path("filter/", views.filter_form, name="filter"),
    path("columns/", views.columns, name="columns"),
    path("views/", views.save_view, name="save_view"),
    path("views/<int:pk>/drop/", views.drop_view, name="drop_view"),
    path("bulk/runs/<int:pk>/", bulk.run, name="bulk_run"),
    path("bulk/runs/<int:pk>/progress/", bulk.run_progress, name="bulk_run_progress"),
    path("bulk/<slug:act>/", bulk.bulk, name="bulk"),
    path("inspections/", record_views.inspections, name="inspections"),
    path("inspections/new/", record_views.inspection_new, name="inspection_new"),
    path("inspections/<str:number>/", record_views.inspection, name="inspection"),
    path("inspections/<str:number>/edit/", record_views.inspection_edit, name="inspection_edit"),
    path("inspections/<str:number>/owed/<int:pk>/", record_views.hand_in, name="hand_in"),
    path("problems/new/", record_views.problem_new, name="problem_new"),
    path("tasks/<str:number>/title/", record_views.retitle, name="retitle"),
    path("sites/", record_views.sites, name="sites"),
]
