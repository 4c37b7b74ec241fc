"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tandem import home
from tandem.front import patience
from tandem.web.whole import taken_whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

os.umask(home.UMASK)
application = taken_whole(get_wsgi_application())
patience.watch()
# Until this process ends, nothing is restored under it.
held = home.hold(settings.HOME)
# What was loaded stays for good: the collector needn't walk through it at every turn, nor turn at every 700 objects.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
