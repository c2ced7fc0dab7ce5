"""Django, set up for measuring when this is imported: models can be imported only afterwards."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
django.setup()

TASKS = int(os.environ.get("BENCH_TASKS", "100000"))
TURNS = int(os.environ.get("BENCH_TURNS", "20"))
