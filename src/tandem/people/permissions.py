"""The words of the permission table: each package's `permissions.TABLE` maps a URL's name to who may use which method.

What isn't in the table doesn't answer (front.middleware) and fails the build (tests/test_permissions.py). Which rows
somebody sees is another question: `visible_to`.
"""

from collections.abc import Mapping

from tandem.people.models import Access

Who = frozenset[str]
Table = Mapping[str, Mapping[str, Who]]

EVERYONE: Who = frozenset(Access.values)
NOT_CONSULTANTS: Who = EVERYONE - {Access.CONSULTANT}
LEADERS: Who = frozenset({Access.LEADERSHIP})
SELLERS: Who = frozenset({Access.SALES, Access.LEADERSHIP})
DELIVERERS: Who = frozenset({Access.DELIVERY, Access.LEADERSHIP})
BOTH_SIDES: Who = SELLERS | DELIVERERS
PLANNERS: Who = frozenset({Access.RESOURCE, Access.DELIVERY, Access.LEADERSHIP})
MONEY: Who = frozenset({Access.FINANCE, Access.LEADERSHIP})
# Whoever runs the software, whatever they do in the firm.
ADMIN = "admin"
ANYBODY: Who = frozenset({"anybody"})  # no sign-in needed
