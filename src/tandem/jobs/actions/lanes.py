"""One at a time, over all processes and machines: in a transaction, until it ends."""

from tandem.jobs.models import Lane


def hold(name: str) -> None:
    """Waits for whoever is in the lane. First of all locks of its transaction, so that two never wait for each other."""
    Lane.objects.get_or_create(name=name)
    Lane.objects.select_for_update().get(name=name)
