"""A profile with a measured question and a draft of the next, as the tests of both tell it."""

from decimal import Decimal

from tandem.clients.actions import profile as verbs
from tandem.clients.gate import AnswerFacts
from tandem.clients.models import Criterion, Level, Profile

ANSWERS = (("Right", "1", None, None), ("Nearly", "0.5", None, None), ("Wrong", "0", None, None))
SIZES = (("Large", "1", 1000, None), ("Middling", "0.6", 200, 1000), ("Small", "0", None, 200))


def current(world, floor: int = 65, number: int = 1) -> Profile:
    """Sponsor (60), and size by the number of employees (40)."""
    made = Profile.objects.create(
        number=number, floor=floor, strong=80, published_at=world.at, published_by=world.lea, current=True
    )
    for place, (words, weight, measure, levels) in enumerate(
        (("Who sponsors it?", 60, "", ANSWERS), ("How large are they?", 40, "employees", SIZES))
    ):
        criterion = Criterion.objects.create(
            profile=made, question=words, weight=weight, measure=measure, position=place
        )
        for position, (level, share, low, high) in enumerate(levels):
            Level.objects.create(
                criterion=criterion, words=level, share=Decimal(share), low=low, high=high, position=position
            )
    return made


def draft(world, **bands: int) -> Profile:
    """Of the current version; with other bands where given."""
    made = verbs.begin(by=world.sol, at=world.at)
    if bands:
        verbs.set_bands(made, **{"floor": 65, "strong": 80, **bands}, seen=None, by=world.dee, at=world.at)
    return made


def facts(*answers: tuple[str, str]) -> tuple[AnswerFacts, ...]:
    return tuple(AnswerFacts(words, Decimal(share)) for words, share in answers)


def typed(question: str, weight: int, *answers: tuple[str, int], **more: str) -> dict[str, str]:
    """The question form as somebody sends it."""
    rows = {
        key: value
        for place, (words, percent) in enumerate(answers)
        for key, value in ((f"a{place}_words", words), (f"a{place}_percent", str(percent)))
    }
    return {"question": question, "weight": str(weight), "measure": "", **rows, **more}
