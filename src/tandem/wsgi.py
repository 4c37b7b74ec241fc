"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

application = get_wsgi_application()
# What was loaded stays for good: the collector needn't walk through it at every turn, nor turn at every 700 objects.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
