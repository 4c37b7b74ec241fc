"""Whoever is named on a deal may open it, and nobody else by that: every way of being named, one by one."""

from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction

from tandem.delivery.models import Project, TimeEntry
from tandem.engagements.forms.risk import OwnerForm
from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Engagement,
    Member,
    Outcome,
    OutcomeMeasure,
    Promise,
    Risk,
    Stage,
)
from tandem.engagements.models.named import people_named_on, ways
from tandem.engagements.queries.sight import seeing
from tandem.feedback.models import Survey
from tandem.handoff.models import Handoff
from tandem.people.models import Access, Person
from tandem.planning.models import Booking
from tandem.review.models import ReversePitch, Verdict
from tandem.scoping.models import ScopeVersion, ScopingSession, SessionSeat
from tests.unlocked import of_the_test

# People on rows of a deal that don't name them: why the sight doesn't follow.
NOT_NAMING = {
    "an act of theirs, which they could only do on a deal that they saw": {
        "catalogue.tierkey.person", "connectors.importbatch.by", "connectors.setaside.by", "delivery.status.by",
        "engagements.remark.by", "engagements.stagechange.by", "learning.debrief.by", "review.verdict.for_person",
        "scoping.vet.person", "handoff.decision.person", "engagements.outcomesignature.person",
    },
    "of the firm, of a client or of themself, not of a deal": {
        "clients.account.owner", "engagements.savedview.person", "review.delegation.person", "people.workingweek.person",
        "people.costrate.person", "people.personskill.person", "people.timeoff.person", "front.putoff.person",
        "planning.capacityweek.person", "front.knownnetwork.person", "jobs.job.owner",
    },
    "speaks for a colleague at their seats; which deals that opens is the colleague's to ask (the page says so)": {
        "review.delegation.to",
    },
}  # fmt: skip


def scope_of(world) -> ScopeVersion:
    return ScopeVersion.objects.create(
        engagement=world.deal, number=1, fee=1000, starts_on=date(2027, 1, 11), ends_on=date(2027, 6, 25), made_at=world.at,
        made_by=world.sol,
    )  # fmt: skip


def assumption(world, **named):
    return Assumption.objects.create(
        engagement=world.deal, words="It runs", raised_by=world.sol, raised_at=world.at, **named
    )


def duty(world, person):
    return DutyPart.objects.create(
        duty=Duty.objects.create(engagement=world.deal, words="Open the ports"), letter="A", person=person
    )


def measure(world, person):
    outcome = Outcome.objects.create(engagement=world.deal, title="Faster")
    return OutcomeMeasure.objects.create(outcome=outcome, point="close", asked=person)


def promise(world, person):
    return Promise.objects.create(
        engagement=world.deal, quote="We will", said_by=person, said_to="Ruth", said_on=world.today
    )


def booking(world, person):
    return Booking.objects.create(
        person=person, engagement=world.deal, starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 22),
        minutes_per_day=450, made_at=world.at,
    )  # fmt: skip


def verdict(world, **named):
    return Verdict.objects.create(
        engagement=world.deal, scope=scope_of(world), seat="delivery", vote="if", reason="If so", at=world.at,
        **{"person": world.dee, **named},
    )  # fmt: skip


def seat(world, person):
    session = ScopingSession.objects.create(engagement=world.deal, planned_at=world.at)
    return SessionSeat.objects.create(session=session, person=person)


def handoff(world, **named):
    return Handoff.objects.create(
        engagement=world.deal, composed_at=world.at, **{"from_person": world.sol, "to_person": world.dee, **named}
    )


def hours(world, person):
    project = Project.objects.create(engagement=world.deal, opened_at=world.at)
    return TimeEntry.objects.create(
        project=project, person=person, day=world.today, week=date(2026, 11, 23), month=date(2026, 11, 1),
        minutes=60, cost=60,
    )  # fmt: skip


def survey(world, person):
    return Survey.objects.create(
        engagement=world.deal, account=world.client, contact_name="Ruth", asked_at=world.at, owner=person
    )


def of_deal(field):
    def name(world, person):
        Engagement.objects.filter(pk=world.deal.pk).update(**{field: person})

    return name


WAYS = {
    ("engagements.engagement", "seller"): of_deal("seller"),
    ("engagements.engagement", "lead"): of_deal("lead"),
    ("engagements.engagement", "answerable"): of_deal("answerable"),
    ("engagements.member", "person"): lambda world, person: world.join(person, world.deal),
    ("engagements.dutypart", "person"): duty,
    ("engagements.risk", "owner"): lambda w, p: Risk.objects.create(engagement=w.deal, words="It slips", owner=p),
    ("engagements.risk", "handing_to"): lambda w, p: Risk.objects.create(
        engagement=w.deal, words="It slips", handing_to=p
    ),
    ("engagements.assumption", "asked"): lambda w, p: assumption(w, asked=p),
    ("engagements.assumption", "verifier"): lambda w, p: assumption(w, verifier=p),
    ("engagements.assumption", "condition_owner"): lambda w, p: assumption(w, condition_owner=p),
    ("engagements.outcomemeasure", "asked"): measure,
    ("engagements.promise", "said_by"): promise,
    ("planning.booking", "person"): booking,
    ("scoping.sessionseat", "person"): seat,
    ("review.verdict", "person"): lambda w, p: verdict(w, person=p),
    ("review.verdict", "condition_owner"): lambda w, p: verdict(w, condition_owner=p),
    ("review.reversepitch", "delivery_person"): lambda w, p: ReversePitch.objects.create(
        engagement=w.deal, delivery_person=p
    ),
    ("review.reversepitch", "sales_person"): lambda w, p: ReversePitch.objects.create(
        engagement=w.deal, sales_person=p
    ),
    ("handoff.handoff", "from_person"): lambda w, p: handoff(w, from_person=p),
    ("handoff.handoff", "to_person"): lambda w, p: handoff(w, to_person=p),
    ("delivery.timeentry", "person"): hours,
    ("feedback.survey", "owner"): survey,
}


def test_every_person_on_a_row_names_them_or_has_a_reason_not_to():
    named = {f"{model._meta.label_lower}.{field}" for model, field, _ in ways()}
    excused = set().union(*NOT_NAMING.values())
    people = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
        if model.__module__.startswith("tandem.")
        # Somebody's act is called by what they did: made_by, decided_by. Only said_by is asked about.
        if not field.name.endswith("_by") or field.name == "said_by"
    }
    assert people - named - excused == set()
    assert excused <= people, "an excuse for what is gone"
    assert named & excused == set()


def test_each_way_of_being_named_is_tried_here():
    assert set(WAYS) == {(model._meta.label_lower, field) for model, field, _ in ways()}


@pytest.mark.parametrize("way", WAYS, ids=".".join)
@pytest.mark.parametrize("confidential", [False, True])
def test_a_consultant_opens_what_they_are_named_on_and_nothing_else(world, way, confidential):
    Engagement.objects.filter(pk=world.deal.pk).update(confidential=confidential)
    other = world.engagement("Another deal")
    page = world.browser(world.con)
    assert page.get(f"/deals/{world.deal.pk}/").status_code == 404
    WAYS[way](world, world.con)
    shown = page.get(f"/deals/{world.deal.pk}/")
    assert "Asset data platform" in shown.content.decode()
    assert "286,000" not in shown.content.decode()
    assert page.get(f"/deals/{other.pk}/").status_code == 404
    assert list(Engagement.objects.visible_to(world.con)) == [world.deal]
    assert Person.objects.filter(pk=world.con.pk, pk__in=people_named_on(world.deal.pk)).exists()


def test_taking_the_name_off_takes_the_sight_away(world):
    risk = Risk.objects.create(engagement=world.deal, words="It slips", owner=world.con)
    assert Engagement.objects.visible_to(world.con).exists()
    risk.owner = world.dee
    risk.save()
    assert not Engagement.objects.visible_to(world.con).exists()


def test_somebody_who_left_sees_nothing(world):
    booking(world, world.con)
    world.con.is_active = False
    assert not Engagement.objects.visible_to(world.con).exists()


def test_a_page_says_before_that_naming_somebody_lets_them_open_the_deal(world):
    world.deal, world.con, world.lea  # noqa: B018  # they are there
    Engagement.objects.filter(pk=world.deal.pk).update(confidential=True)
    deal = Engagement.objects.select_related("seller").get(pk=world.deal.pk)
    offered = dict(OwnerForm(engagement=deal).fields["who"].choices[1][1])
    told = "(will be able to open this deal)"
    assert offered[f"p{world.con.pk}"] == f"Con Ortiz {told}"
    assert [offered[f"p{person.pk}"] for person in (world.lea, world.dee)] == ["Lea Marsh", "Dee Lund"]


def test_a_booked_consultant_logs_hours_where_they_are_booked(world):
    Engagement.objects.filter(pk=world.deal.pk).update(stage=Stage.DELIVERING)
    Project.objects.create(engagement=world.deal, opened_at=world.at)
    Booking.objects.create(
        person=world.con, engagement=world.deal, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 27),
        minutes_per_day=315, made_at=world.at,
    )  # fmt: skip
    assert not Member.objects.exists()
    page = world.browser(world.con)
    assert "Asset data platform" in page.get("/me/week/").content.decode()
    about = page.get(f"/people/{world.con.pk}/").content.decode()
    assert "Asset data platform" in about
    assert "Confidential" not in about
    assert "Other client work" not in about
    assert page.get(f"/projects/{world.deal.pk}/").status_code == 200


def test_what_is_booked_of_a_colleague_reads_confidential_only_where_it_is(world):
    booking(world, world.dee)
    page = world.browser(world.con)
    assert "Other client work" in page.get(f"/people/{world.dee.pk}/").content.decode()
    Engagement.objects.filter(pk=world.deal.pk).update(confidential=True)
    assert "Confidential" in page.get(f"/people/{world.dee.pk}/").content.decode()


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), of_the_test():
        call_command("sample", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_everybody_sees_what_the_table_says_over_the_whole_sample(sample):
    """The other way round (who sees one deal) and the table of docs/protection.md, read anew from raw rows."""
    named = {(pk, deal) for model, field, path in ways() for pk, deal in model._base_manager.values_list(field, path)}
    deals = list(Engagement.objects.select_related("seller"))
    signed = {"signed", "accepted", "delivering", "delivered", "learnt"}

    def sees(person: Person, deal: Engagement) -> bool:
        if person.access in ("leadership", "finance") or (person.pk, deal.pk) in named:
            return True
        if deal.confidential or person.access == "consultant":
            return False
        if person.access == "sales":
            same_team = deal.seller and person.team_id and deal.seller.team_id == person.team_id
            return bool(same_team or not deal.seller_id or deal.stage in signed)
        return True

    wrong = []
    people = list(Person.objects.all())
    for person in people:
        should = {deal.pk for deal in deals if person.is_active and sees(person, deal)}
        if should != set(Engagement.objects.visible_to(person).values_list("pk", flat=True)):
            wrong.append(person.name)
    for deal in deals[::7]:
        should = {person.pk for person in people if person.is_active and sees(person, deal)}
        if should != set(Person.objects.filter(seeing(deal)).values_list("pk", flat=True)):
            wrong.append(deal.name)
    assert wrong == []
    assert any(person.access == Access.CONSULTANT for person in people)


def test_everybody_booked_in_the_sample_may_open_what_they_are_booked_on(sample):
    for person in Person.objects.filter(access=Access.CONSULTANT, is_active=True):
        booked = set(
            Booking.objects.filter(person=person, engagement__isnull=False).values_list("engagement", flat=True)
        )
        assert booked <= set(Engagement.objects.visible_to(person).values_list("pk", flat=True)), person.name
