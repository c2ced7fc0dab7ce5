from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "bihuan.casework"
    label = "casework"
    verbose_name = "整改办理"
