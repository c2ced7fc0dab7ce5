from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "bihuan.platform"
    label = "platform"
    verbose_name = "平台"
