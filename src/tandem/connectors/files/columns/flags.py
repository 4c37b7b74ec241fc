"""Yes and no, as exports write them."""

from django.utils.translation import gettext as _

from tandem.connectors.files.columns import Unclear

YES_WORDS = (
    "yes y true t 1 on x ja j wahr oui o vrai si sí sì s verdadero vero sim verdadeiro waar sant kyllä tak prawda"
)
NO_WORDS = "no n false f 0 off nein falsch non faux falso não nao nee onwaar nej falskt ei nie fałsz"
YES, NO = frozenset(YES_WORDS.split()), frozenset(NO_WORDS.split())


def read_flag(value: str) -> bool | None:
    """None for an empty cell.

    Raises: Unclear if it's neither.
    """
    word = value.strip().casefold()
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unclear(_("it's neither yes nor no"))
