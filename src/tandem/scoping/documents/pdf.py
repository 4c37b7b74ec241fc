"""A client's paper as PDF/A."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.web.paper import render

LABELS = {
    "paragraph": _("In one paragraph"),
    "outcomes": _("What “done” means"),
    "outcome": _("Outcome"),
    "proof": _("How we will both know"),
    "by": _("By"),
    "from": _("From"),
    "to": _("to"),
    "not_meant": _("Not meant:"),
    "measured_by": _("Measured by"),
    "scope": _("Scope"),
    "included": _("In scope"),
    "excluded": _("Not in scope"),
    "assumptions": _("What we take as given"),
    "duties": _("What we need from you"),
    "milestones": _("Milestones"),
    "acceptance": _("How it’s accepted"),
    "changes": _("How it’s changed"),
    "price": _("Price"),
    "fixed": _("fixed for the scope above."),
    "discount": _("A discount is in it:"),
    "package": _("Package"),
    "runs": _("Runs"),
    "valid_until": _("Valid until"),
    "signatures": _("Signatures"),
    "for": _("For"),
    "agreed": _("agreed"),
    "name": _("Name"),
    "date": _("Date"),
    "signature": _("Signature"),
    "prepared": _("Prepared for"),
    "none": _("None."),
}


def pdf(data: dict[str, Any], *, at: datetime) -> bytes:
    """The same data on the same day give the same bytes.

    Raises:
        Undrawable: no font has a letter of the text.
    """
    labels = {name: str(words) for name, words in LABELS.items()}
    return render(f"scoping/papers/{data['kind']}.typ", {**data, "t": labels}, at=at)
