"""The fit: a score that explains itself, by the version of the profile it was judged by."""

from decimal import Decimal

import pytest

from tandem.clients.actions import account
from tandem.clients.actions.fit import judge
from tandem.clients.models import Account, Criterion, Fit, Level, Profile
from tandem.clients.queries import fit as fits
from tandem.ledger.models import Entry
from tests.engagements.test_deal_verbs import profile


def answers(made: Profile, *words: str) -> dict[int, int]:
    """The levels of these words, criterion by criterion; "" leaves one open."""
    pairs = zip(made.criteria.order_by("position"), words, strict=True)
    return {each.pk: each.levels.get(words=word).pk for each, word in pairs if word}


SCORES = [
    (("Right", "Right"), 100, "fits", [60, 40]),
    (("Right", "Wrong"), 60, "escalate", [60, 0]),
    (("Right", "Nearly"), 80, "fits", [60, 20]),
    (("Nearly", "Right"), 70, "fits", [30, 40]),
    (("Wrong", "Wrong"), 0, "escalate", [0, 0]),
    (("", "Right"), 40, "escalate", [0, 40]),
    (("", ""), 0, "escalate", [0, 0]),
]


@pytest.mark.parametrize(("words", "score", "verdict", "points"), SCORES)
def test_the_score_is_the_sum_of_its_rows(world, words, score, verdict, points):
    made = profile(world)
    found = fits.sheet(made, answers(made, *words))
    assert (found.score, found.verdict) == (score, verdict)
    assert [question.points for question in found.questions] == points
    assert found.open == words.count("")


def test_a_disqualifier_decides_whatever_the_score(world):
    made = profile(world)
    barred = Level.objects.create(
        criterion=made.criteria.first(), words="Arms", share=Decimal(1), disqualifies=True, position=3
    )
    found = fits.sheet(made, answers(made, "Arms", "Right"))
    assert (found.score, found.verdict, found.stops) == (100, "disqualified", [barred.words])


def test_a_question_without_weight_can_only_disqualify(world):
    made = profile(world)
    extra = Criterion.objects.create(profile=made, question="Sanctioned?", weight=0, position=2)
    for words, bars in (("No", False), ("Yes", True)):
        Level.objects.create(criterion=extra, words=words, share=Decimal(0), disqualifies=bars)
    assert fits.sheet(made, answers(made, "Right", "Right", "No")).verdict == "fits"
    assert fits.sheet(made, answers(made, "Right", "Right", "Yes")).verdict == "disqualified"


def test_answers_of_another_profile_are_left_out(world):
    made = profile(world)
    assert fits.sheet(made, {999: 1, made.criteria.first().pk: 999}).open == 2


def test_a_profile_without_questions_scores_nothing(world):
    bare = Profile.objects.create(number=9, published_at=world.at)
    assert fits.sheet(bare, {}).score == 0


def test_judging_keeps_answers_score_and_who_said_so(world):
    made = profile(world)
    fit = judge(world.client, made, answers(made, "Right", "Nearly"), by=world.sol, at=world.at, engagement=world.deal)
    assert (fit.score, fit.disqualified, fit.answers.count()) == (80, False, 2)
    entry = Entry.objects.get()
    assert (entry.verb, entry.after["score"], entry.engagement_id) == ("judged the fit of", 80, world.deal.pk)


def test_an_old_fit_is_read_by_its_own_profile(world):
    old = profile(world)
    fit = judge(world.client, old, answers(old, "Right", "Right"), by=world.sol, at=world.at)
    Profile.objects.update(current=False)
    Profile.objects.create(number=2, floor=90, strong=95, published_at=world.at, current=True)
    assert fits.of_fit(Fit.objects.get()).profile == old
    assert fits.latest(world.client.pk) == fit
    assert fits.verdict_of(fit) == "fits"


@pytest.mark.parametrize("rows", [1, 12])
def test_a_sheet_costs_two_queries(world, django_assert_num_queries, rows):
    made = Profile.objects.create(number=1, published_at=world.at)
    for number in range(rows):
        criterion = Criterion.objects.create(profile=made, question=f"Q{number}", weight=1)
        Level.objects.create(criterion=criterion, words="Yes", share=1)
    with django_assert_num_queries(2):
        fits.sheet(made, {})


NAMES = [
    ("Halden Water", "haldenwater"),
    ("  HALDEN   water Ltd. ", "haldenwater ltd"),
    ("Halden-Water GmbH", "haldenwater gmbh"),
    ("Société Générale SA", "societegenerale sa"),
    ("Ltd", "ltd"),
    ("株式会社", "株式会社"),
    ("!!", ""),
]


@pytest.mark.parametrize(("name", "key"), NAMES)
def test_names_fold(name, key):
    assert account.key_of(name) == key


def test_a_known_name_is_the_known_client(world):
    assert world.client.name == "Halden Water"
    assert account.add("HALDEN WATER Ltd", by=world.sol, at=world.at) == world.client
    new = account.add(" Port of Leith ", by=world.sol, at=world.at)
    assert (new.name, new.owner, Account.objects.count()) == ("Port of Leith", world.sol, 2)
