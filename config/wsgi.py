"""The web server's entry: granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from ops import gate, processes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

if os.environ.get(
    "OPENCAPITATION_DIES_WITH_PARENT"
):  # set by the demo, which must leave no process behind
    processes.die_with_parent()

application = get_wsgi_application()
gate.refuse_unsafe_start()
