"""The one clock. Views and commands read it and pass `at` or `today` on; nothing below them asks the time.

`TANDEM_TODAY=2026-11-24` freezes the day (not the time of day), for demonstrations and pictures.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC; on the frozen day if there is one."""
    moment = timezone.now()
    frozen: date | None = settings.TANDEM_TODAY
    if frozen is None:
        return moment
    return moment.replace(year=frozen.year, month=frozen.month, day=frozen.day)


def today() -> date:
    """The present day in the firm's time zone."""
    return settings.TANDEM_TODAY or timezone.localdate()
