from django.apps import AppConfig


class PaperworkConfig(AppConfig):
    name = "bihuan.paperwork"
    label = "paperwork"
    verbose_name = "文书"
