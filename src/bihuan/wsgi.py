"""The WSGI application that granian serves, with all that its pages need loaded before the first of them is asked for."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.settings")
application = get_wsgi_application()
reverse("home")  # loads every address with its views, which the first visitor would else wait for
# All of it stays as long as the server: walked through again in the middle of a request, it doubled what a wall chart takes.
gc.collect()
gc.freeze()
