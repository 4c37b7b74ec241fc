"""Yes and no, as exports write them."""

from django.utils.translation import gettext as _

from tandem.connectors.files.columns import Unclear

YES = frozenset(["yes", "y", "true", "t", "1", "on", "x", "ja", "j", "wahr", "oui", "o", "vrai", "si", "sí", "sì", "s", "verdadero", "vero", "sim", "verdadeiro", "waar", "sant", "kyllä", "tak", "prawda"])
NO = frozenset(["no", "n", "false", "f", "0", "off", "nein", "falsch", "non", "faux", "falso", "não", "nao", "nee", "onwaar", "nej", "falskt", "ei", "nie", "fałsz"])


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
