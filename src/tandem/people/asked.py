"""The request as every page behind the sign-in has it: by a person, at a moment. For annotations."""

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tandem.people.models import Person


class Asked(HttpRequest):
    """`user` is a person (LoginRequiredMiddleware), `at` and `today` come from the clock's middleware."""

    user: Person
    at: datetime
    today: date
    htmx: HtmxDetails
