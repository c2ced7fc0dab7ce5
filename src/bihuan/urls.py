"""Addresses. Each room brings its own; the route table of the tests must know every one of them."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("bihuan.org.signin_urls")),
    path("org/", include("bihuan.org.urls")),
    path("intake/", include("bihuan.intake.urls")),
    path("ledger/", include("bihuan.ledger.urls")),
    path("tasks/", include("bihuan.planning.urls")),
    path("tasks/", include("bihuan.casework.urls")),
    path("supervision/", include("bihuan.supervision.urls")),
    path("paperwork/", include("bihuan.paperwork.urls")),
    path("public/", include("bihuan.portal.urls")),
    path("audit/", include("bihuan.org.log_urls")),
    path("api/", include("bihuan.api.urls")),
    path("", include("bihuan.web.urls")),
]

handler400 = "bihuan.platform.web.bad_request"
handler403 = "bihuan.platform.web.permission_denied"
handler404 = "bihuan.platform.web.not_found"
handler500 = "bihuan.platform.web.server_error"
