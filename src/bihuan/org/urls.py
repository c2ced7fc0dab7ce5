from django.urls import URLPattern, URLResolver, path

from bihuan.org import account_views, token_views, views

app_name = "org"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", views.me, name="me"),
    path("me/tokens/", token_views.own_tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", token_views.token_revoke, name="token_revoke"),
    path("units/", views.units, name="units"),
    path("units/names/", views.unit_names, name="unit_names"),
    path("units/add/", views.unit_add, name="unit_add"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("units/<int:pk>/move/", views.unit_move, name="unit_move"),
    path("units/<int:pk>/close/", views.unit_close, name="unit_close"),
    path("people/", views.people, name="people"),
    path("people/add/", views.person_add, name="person_add"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/change/", views.person_change, name="person_change"),
    path("posts/<int:pk>/end/", views.post_end, name="post_end"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/add/", account_views.account_add, name="account_add"),
    path("accounts/<int:pk>/", account_views.account, name="account"),
    path("accounts/<int:pk>/reset/", account_views.account_reset, name="account_reset"),
    path("accounts/<int:pk>/active/", account_views.account_active, name="account_active"),
    path("accounts/<int:pk>/grants/", account_views.grant_give, name="grant_give"),
    path("accounts/<int:pk>/unlock/", account_views.account_unlock, name="account_unlock"),
    path("accounts/<int:pk>/second-factor/", account_views.account_second_factor, name="account_second_factor"),
    path("grants/<int:pk>/revoke/", account_views.grant_revoke, name="grant_revoke"),
]
