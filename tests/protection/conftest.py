"""One firm for all tests of a module; each test is rolled back to it."""

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings as the_settings
from django.db import transaction

from tests.protection.crawl import Visit, every_get, every_post
from tests.protection.firm import Firm
from tests.unlocked import of_the_test
from tests.world import TODAY

A_DAY = 86_400  # the firm's worker gives one sign of life, which is to last for all of these tests


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker) -> Iterator[Firm]:
    """Built once for all these tests, inside a transaction that is never kept."""
    with django_db_blocker.unblock(), of_the_test():
        kept, the_settings.TANDEM_TODAY = the_settings.TANDEM_TODAY, TODAY
        patience, the_settings.WORKER_SEEN_SECONDS = the_settings.WORKER_SEEN_SECONDS, A_DAY
        logging.disable(logging.CRITICAL)  # thousands of refusals, each of them meant
        yield Firm()
        logging.disable(logging.NOTSET)
        the_settings.TANDEM_TODAY, the_settings.WORKER_SEEN_SECONDS = kept, patience
        transaction.set_rollback(True)


@pytest.fixture
def firm(built: Firm, db) -> Firm:
    """Two clients, every role (see firm.py). What a test changes is undone."""
    return built


@pytest.fixture(scope="package")
def gets(built: Firm) -> list[Visit]:
    """Every address opened by every role."""
    return list(every_get(built))


@pytest.fixture(scope="package")
def posts(built: Firm) -> list[Visit]:
    """An empty form sent to every address by every role."""
    return list(every_post(built))
