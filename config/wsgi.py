"""The web server's entry: granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from ops import gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
gate.refuse_unsafe_start()
