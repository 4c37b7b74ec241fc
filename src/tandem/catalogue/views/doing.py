"""The form that is open on a page of the catalogue."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Person


@dataclass(frozen=True)
class Doing:
    """What the form does, and who changed its row meanwhile."""

    what: str
    form: SeenForm

    @property
    def changed_by(self) -> Person | None:
        return Person.objects.filter(pk=self.form.conflict.actor_id).first() if self.form.conflict else None


def signed_by(request: Asked) -> dict[str, Any]:
    """Who acts and when, as every verb takes it."""
    return {"by": request.user, "at": request.at}


def posted(request: Asked) -> Any:
    return request.POST if request.method == "POST" else None


def back(place: str, *args: Any, at: str = "") -> HttpResponse:
    """After a verb: the page again, at one of its lines."""
    response = redirect(place, *args)
    response["Location"] += f"#{at}" if at else ""
    response.status_code = 303
    return response
