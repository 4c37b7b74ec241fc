"""The firm's own phrases: what a clause and a call note are read for."""

from tandem.catalogue.models import Phrase


def by_kind(*, retired: bool = False) -> dict[str, list[Phrase]]:
    """The phrases in use of each kind, by their words; every kind is named. With `retired` those too. One query."""
    rows = Phrase.objects.all() if retired else Phrase.objects.filter(retired=False)
    found: dict[str, list[Phrase]] = {kind: [] for kind in Phrase.Kind.values}
    for row in rows.order_by("words", "pk"):
        found[row.kind].append(row)
    return found


def words_by_kind() -> dict[str, list[str]]:
    """Only their words, as `calc.phrases.find` and `calc.capture` take them. One query."""
    return {kind: [row.words for row in rows] for kind, rows in by_kind().items()}


def hints() -> dict[str, str]:
    """What to write instead of each vague phrase ("" where nobody has said). One query."""
    rows = Phrase.objects.filter(kind=Phrase.Kind.VAGUE, retired=False).order_by("words", "pk")
    return dict(rows.values_list("words", "hint"))


def same_as(wanted: Phrase) -> Phrase | None:
    """Another phrase of the same kind that finds the same words: case and spaces make no difference. One query."""
    return Phrase.objects.filter(words__iexact=wanted.words, kind=wanted.kind).exclude(pk=wanted.pk).first()
