"""Signs of life: each worker leaves one every few seconds, and whoever asks whether we're ready looks for the newest."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, connections
from django.db.models import Q

from tandem import clock
from tandem.front.models import Beat

log = logging.getLogger(__name__)
EVERY_SECONDS = 10
KEPT = timedelta(days=1)
# Two machines' clocks may differ by so much.
SKEW = timedelta(seconds=30)


def beat(name: str, at: datetime) -> None:
    """One sign of life of the process with this name."""
    Beat.objects.update_or_create(name=name, defaults={"at": at})


def newest(at: datetime) -> timedelta | None:
    """How long ago a worker was last seen; None if none was since yesterday. A sign from the future is none: a clock was
    ahead, and whoever left it may be long gone."""
    last = Beat.objects.filter(at__lte=at + SKEW).order_by("-at").values_list("at", flat=True).first()
    return max(timedelta(), at - last) if last and at - last < KEPT else None


def forget_old(at: datetime) -> int:
    """Of workers that are gone; their names don't come back. Who is here speaks again within seconds."""
    return Beat.objects.filter(Q(at__lt=at - KEPT) | Q(at__gt=at + KEPT)).delete()[0]


def keep_beating(name: str, is_alive: Callable[[], bool]) -> None:
    """In a thread of the worker's, for as long as that lives. A database that's away is told of nothing."""
    pause = threading.Event()
    while is_alive():
        try:
            beat(name, clock.now())
        except Exception as problem:
            log.debug("No sign of life: %s", problem)
            connection.close()
        connections.close_all()
        pause.wait(EVERY_SECONDS)
