"""How a scope is accepted and changed, unless somebody words it otherwise: what every draft begins with."""

from django.utils.translation import gettext as _

from tandem.scoping.models import ScopeItem, ScopeVersion

Kind = ScopeItem.Kind


def clauses() -> list[tuple[str, str]]:
    """(kind, words). No word of them may be on the firm's list of vague ones (held by a test)."""
    return [
        (
            Kind.ACCEPTANCE,
            _(
                "For each milestone the client has five working days to accept it in writing, or to name the outcome that it misses. Without a word by then it counts as accepted."
            ),
        ),
        (
            Kind.CHANGE,
            _(
                "Whoever wants something changed writes it down. We say within five working days what it does to the price and the dates. Work on it starts when both of us have signed."
            ),
        ),
    ]


def begin(draft: ScopeVersion) -> None:
    ScopeItem.objects.bulk_create(
        ScopeItem(scope=draft, kind=kind, words=words, position=position)
        for position, (kind, words) in enumerate(clauses())
    )
