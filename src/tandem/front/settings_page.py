"""Where the firm's own rules, words and papers are kept: a list that leads to each."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tandem.front.permissions import whole
from tandem.front.shell import address_of
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.people.permissions import ADMIN
from tandem.web.pages import page


@dataclass(frozen=True)
class Setting:
    """One thing that the firm decides for itself; `name` is its page's."""

    name: str
    icon: str
    label: str | Lazy
    words: str | Lazy


SETTINGS = (
    Setting(
        "settings_policy", "scale", gettext_lazy("Deal review"),
        gettext_lazy("When finance or leadership has to speak, how many seats, by when, and the margin floor."),
    ),
    Setting(
        "settings_words", "search", gettext_lazy("Words"),
        gettext_lazy("Which words are too vague for a clause, and which sound like a promise in call notes."),
    ),
    Setting(
        "settings_documents", "file-text", gettext_lazy("Documents"),
        gettext_lazy("Your own statement of work and proposal, as DOCX."),
    ),
    Setting(
        "settings_delegation", "users-round", gettext_lazy("Who speaks for whom"),
        gettext_lazy("While somebody is away, a colleague of the same seat votes for them."),
    ),
    Setting(
        "icp", "target", gettext_lazy("Ideal client"),
        gettext_lazy("The questions, their weights, and from which score on a deal fits."),
    ),
    Setting(
        "catalogue", "package", gettext_lazy("Catalogue"),
        gettext_lazy("What you sell again and again in Bronze, Silver and Gold; changed with both keys."),
    ),
    Setting(
        "settings_schedule", "clock", gettext_lazy("Schedule"),
        gettext_lazy("What ends by itself, and waits where that would be much at once."),
    ),
    Setting(
        "imports", "upload", gettext_lazy("Imports"),
        gettext_lazy("Deals, work and hours from other systems."),
    ),
    Setting(
        "settings_jobs", "mail", gettext_lazy("Jobs and mail"),
        gettext_lazy("What waits to be sent or done, what failed and why; send it again."),
    ),
)  # fmt: skip


@require_GET
def settings_page(request: Asked) -> HttpResponse:
    rows = [(each, address_of(each.name)) for each in SETTINGS if _may_open(request.user, each.name)]
    return page(request, "front/settings.html", {"rows": rows}, block="main")


def _may_open(person: Person, name: str) -> bool:
    who = whole().get(name, {}).get("GET", frozenset())
    return person.access in who or (person.is_admin and ADMIN in who)
