"""The sample firm: the same for a seed, fresh on any day, and true: its headlines are sums of its rows."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import Count, Sum

from tandem.calc.repeat import repeat_clients
from tandem.clients.models import Fit
from tandem.delivery.models import Milestone, Project, ProjectMonth, TimeEntry
from tandem.delivery.queries.gate import close_checklist, start_checklist
from tandem.engagements.models import OPEN, SIGNED, DutyPart, Engagement, Promise, Stage, StageChange
from tandem.feedback.models import Surprise, Survey
from tandem.front.sample.build import PASSWORD, NotEmpty, Size, make
from tandem.front.sample.rows import ORDER
from tandem.front.sample.when import TOLD_ON, When, bank_holidays, easter_sunday
from tandem.handoff.models import Handoff
from tandem.handoff.queries import brief
from tandem.handoff.queries.gate import accept_checklist
from tandem.learning.models import Debrief
from tandem.learning.queries.gate import debrief_checklist
from tandem.ledger import queries
from tandem.ledger.models import Entry
from tandem.people.models import Access, CostRate, Firm, Holiday, Person, RoleRate, TimeOff, WorkingWeek
from tandem.planning.models import Booking, CapacityWeek, TeamWeek
from tandem.review.models import Policy, Proposal, ReversePitch, Signature, Verdict
from tandem.review.queries.gate import decide_checklist, propose_checklist, sign_checklist
from tandem.scoping.actions.freeze import digest_of
from tandem.scoping.models import EstimateLine, ScopeVersion, ScopingSession
from tandem.scoping.queries.scope import content, contingency
from tests.checklists import freeze_checklist, qualify_checklist
from tests.oracle.completion import endings
from tests.unlocked import of_the_test

QUARTER = date(2026, 10, 1)
TOLD = Size()
ALL = (*ORDER, TimeEntry, CapacityWeek, TeamWeek, Entry)


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The whole told firm on Tuesday 24 November 2026, for all tests here that only read."""
    with django_db_blocker.unblock(), of_the_test():
        yield make(TOLD, 7, TOLD_ON)
        transaction.set_rollback(True)


def digest() -> str:
    """Over every row of every table. A password's salt is chance by design, and the database counts on from rows that
    were taken back, so its own keys don't count."""
    found = hashlib.sha256()
    for model in ALL:
        names = [f.attname for f in model._meta.concrete_fields if f.name != "password" and not f.primary_key]
        found.update("".join(sorted(map(repr, model._base_manager.values_list(*names)))).encode())
    return found.hexdigest()


def told_and_forgotten(seed: int, today: date) -> str:
    """The digest of a firm that is written and taken back."""
    with transaction.atomic():
        make(TOLD, seed, today)
        found = digest()
        transaction.set_rollback(True)
    return found


class TestWhen:
    @pytest.mark.parametrize(
        ("today", "tuesday"),
        [
            (date(2026, 11, 24), date(2026, 11, 24)),
            (date(2026, 11, 30), date(2026, 11, 24)),
            (date(2026, 12, 1), date(2026, 12, 1)),
            (date(2026, 11, 22), date(2026, 11, 17)),
            (date(2029, 2, 28), date(2029, 2, 27)),
        ],
    )
    def test_the_story_is_told_on_the_last_tuesday(self, today, tuesday):
        assert When.so_that(today).today == tuesday

    def test_a_moved_day_keeps_its_weekday(self):
        moved = When.so_that(date(2031, 7, 3)).day(12, 11)
        assert moved.weekday() == date(2026, 12, 11).weekday()

    def test_this_quarter_lies_between_its_first_day_and_today(self):
        for today in (date(2026, 11, 24), date(2027, 1, 5), date(2027, 3, 30), date(2027, 4, 6)):
            when = When.so_that(today)
            days = [when.this_quarter(share / 10) for share in range(11)]
            assert all(when.quarter <= day <= when.today and day.weekday() < 5 for day in days)

    # Source: the Gregorian Easters of an almanac.
    @pytest.mark.parametrize(
        ("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
    )
    def test_easter(self, year, month, day):
        assert easter_sunday(year) == date(year, month, day)

    # Source: the list that the government of the United Kingdom publishes, England and Wales.
    @pytest.mark.parametrize(
        ("year", "days"),
        [
            (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
            (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        ],
    )
    def test_bank_holidays(self, year, days):
        assert sorted(f"{day:%m-%d}" for day in bank_holidays(year)) == days


@pytest.mark.django_db
class TestMaking:
    def test_the_same_seed_tells_the_same_firm_and_another_does_not(self):
        first = told_and_forgotten(7, TOLD_ON)
        assert told_and_forgotten(7, TOLD_ON) == first
        assert told_and_forgotten(8, TOLD_ON) != first

    def test_it_moves_with_the_day_by_whole_weeks(self):
        with transaction.atomic():
            make(TOLD, 7, TOLD_ON)
            before = list(Engagement.objects.order_by("pk").values_list("name", "starts_on", "close_on"))
            transaction.set_rollback(True)
        make(TOLD, 7, date(2027, 9, 9))
        after = list(Engagement.objects.order_by("pk").values_list("name", "starts_on", "close_on"))
        weeks = timedelta(weeks=41)
        assert after == [(name, starts + weeks, closes + weeks) for name, starts, closes in before]
        assert list(queries.breaks()) == []

    def test_it_is_never_told_over_another_firm(self, world):
        with pytest.raises(NotEmpty):
            make(TOLD, 7, TOLD_ON)
        call_command("sample", "--if-empty", "--today", "2026-11-24")
        assert Firm.objects.get().name == "Brook & Vale"
        with pytest.raises(CommandError, match="There is a firm in this database already"):
            call_command("sample", "--today", "2026-11-24")

    def test_sign_ins_are_said_of_the_sample_alone(self, world):
        out = StringIO()
        call_command("sample", "--sign-ins", stdout=out)
        assert out.getvalue() == ""

    def test_if_empty_loads_once(self):
        out = StringIO()
        call_command("sample", "--if-empty", "--today", "2026-11-24", stdout=out)
        assert "64 people" in out.getvalue()
        people = Person.objects.count()
        call_command("sample", "--if-empty", "--today", "2026-11-24", stdout=out)
        assert Person.objects.count() == people
        call_command("sample", "--sign-ins", stdout=out)
        said = out.getvalue()
        for access in Access:
            assert access.label.lower() in said
        assert "priya.raman@northlight.example" in said
        assert PASSWORD in said
        assert Person.objects.get(name="Priya Raman").check_password(PASSWORD)

    def test_it_grows_to_the_numbers_asked_for(self):
        made = make(Size(people=90, deals=160, clients=60, projects=60, entries=12_000), 7, TOLD_ON)
        assert made == {"people": 90, "clients": 60, "deals": 160, "projects": 60, "time entries": 12_000}
        assert (Person.objects.count(), Engagement.objects.count()) == (90, 160)
        assert (Project.objects.count(), TimeEntry.objects.count()) == (60, 12_000)
        assert list(queries.breaks()) == []
        assert unjustified() == []
        assert wrong_months() == []

    def test_canaries_mark_what_is_hidden(self):
        make(TOLD, 7, TOLD_ON, canaries=True)
        assert not TimeOff.objects.exclude(note__startswith="canary-time-off").exists()
        assert {f"{hourly:.2f}"[-2:] for hourly in CostRate.objects.values_list("hourly", flat=True)} == {"77"}


class TestPeople:
    def test_sixty_four_of_them(self, told):
        counted = dict(Person.objects.values_list("access").annotate(Count("pk")).order_by())
        assert Person.objects.count() == 64
        assert counted["sales"] == 8
        assert counted["delivery"] + Person.objects.filter(access="consultant", role__isnull=False).count() == 41

    def test_weeks_of_many_shapes(self, told):
        hours = {
            row.person.name: (row.monday, row.tuesday, row.wednesday, row.thursday, row.friday)
            for row in WorkingWeek.objects.select_related("person").order_by("-starts_on")
        }
        assert hours["Amara Diallo"] == (450, 450, 450, 0, 0)
        assert hours["Orla Keane"] == (450, 225, 450, 450, 225)
        assert len(set(hours.values())) > 6

    def test_nobody_works_when_away(self, told):
        """Every entry lies on a working day of the person's that is no holiday and not off."""
        holidays = set(Holiday.objects.values_list("day", flat=True))
        off = defaultdict(set)
        for row in TimeOff.objects.all():
            off[row.person_id] |= {
                row.starts_on + timedelta(days=i) for i in range((row.ends_on - row.starts_on).days + 1)
            }
        worked = set(TimeEntry.objects.values_list("person_id", "day"))
        assert [
            pair for pair in worked if pair[1] in holidays or pair[1] in off[pair[0]] or pair[1].weekday() > 4
        ] == []

    def test_each_sees_what_is_theirs(self, told):
        people = {person.name: person for person in Person.objects.all()}
        seen = {name: Engagement.objects.visible_to(person).count() for name, person in people.items()}
        every = Engagement.objects.count()
        assert seen["Maya Okonkwo"] == seen["Hannah Weiss"] == every
        assert seen["Marcus Adeyemi"] == every - 1, "all but the confidential deal"
        assert seen["Priya Raman"] == every, "who leads it"
        assert 0 < seen["Jonas Pihl"] < 30
        assert seen["Ruth Adair"] == 0
        assert seen["Owen Price"] < every


class TestDeals:
    def test_the_pipeline(self, told):
        stages = dict(Engagement.objects.values_list("stage").annotate(Count("pk")).order_by())
        assert sum(stages[stage] for stage in OPEN) == 18
        assert stages[Stage.DELIVERING] == 14
        assert Handoff.objects.filter(decision__isnull=True).count() == 2

    def test_two_years_of_closed_deals(self, told):
        closed = Engagement.objects.filter(closed_at__isnull=False)
        lost = closed.filter(stage=Stage.LOST)
        assert 60 <= closed.count() <= 90
        assert min(closed.values_list("closed_at", flat=True)).date() > TOLD_ON - timedelta(days=730)
        assert lost.values("lost_reason").distinct().count() > 8

    def test_every_stage_has_its_step(self, told):
        """The steps of each deal make one path from lead to where it stands, in order of time."""
        steps = defaultdict(list)
        for row in StageChange.objects.order_by("engagement_id", "at", "pk"):
            steps[row.engagement_id].append((row.was, row.now, row.at))
        for deal in Engagement.objects.all():
            path = steps[deal.pk]
            assert [was for was, _, _ in path] == ["lead", *[now for _, now, _ in path]][: len(path)]
            assert deal.stage == (path[-1][1] if path else "lead")
            assert deal.stage_since == (path[-1][2] if path else deal.created_at)
            assert all(at.date() <= TOLD_ON for _, _, at in path), deal

    def test_what_is_signed_is_justified(self, told):
        assert unjustified() == []

    def test_the_gates_themselves_find_nothing_to_say_of_what_was_passed(self, told):
        """The rules that the verbs insist on, run over what is told; a waiver that was used counts as it did then."""
        found = []
        for deal in Engagement.objects.filter(stage__in=[Stage.AGREED, Stage.PROPOSED, *SIGNED]):
            used = set(deal.waivers.filter(granted=True, used_at__isnull=False).values_list("rule", flat=True))
            for stage, checklist in CHECKLISTS.items():
                if _passed(deal, stage):
                    shut = [row for row in checklist(deal, TOLD_ON) if not row.passes and row.rule not in used]
                    found += [f"{deal.account} {deal}: {row.words}" for row in shut]
        assert found == []

    def test_papers_carry_the_digest_of_what_they_say(self, told):
        for scope in ScopeVersion.objects.filter(frozen_at__isnull=False):
            assert scope.digest == digest_of(content(scope)), scope
        for handoff in Handoff.objects.select_related("engagement"):
            composed = brief.compose([handoff.engagement])[handoff.engagement_id]
            assert handoff.digest == brief.digest_of(handoff.brief, handoff.paragraph), handoff
            assert set(composed) == set(handoff.brief)

    def test_what_is_priced_stands_in_the_scope_as_contingency(self, told):
        priced = 0
        for scope in ScopeVersion.objects.filter(frozen_at__isnull=False).select_related("engagement"):
            found = contingency(scope.engagement)
            if scope.engagement.stage in OPEN and scope.number == 1:
                assert scope.contingency_minutes == found.minutes, scope.engagement
                priced += bool(found.minutes)
        assert priced > 3

    def test_one_was_won_past_the_gate(self, told):
        deal = Engagement.objects.get(ungated=True)
        assert deal.ungated_why.startswith("Signed by the client in the CRM")
        assert deal.answerable == deal.seller
        assert Handoff.objects.get(engagement=deal).remedial
        assert not Verdict.objects.filter(engagement=deal).exists()

    def test_halden_water(self, told):
        deal = Engagement.objects.get(name="Asset data platform")
        assert (deal.amount, deal.stage, deal.tier.grade) == (Decimal(286000), "scoped", "gold")
        keys = {
            outcome.title: sorted(row.side for row in outcome.signatures.all() if row.revision == outcome.revision)
            for outcome in deal.outcomes.order_by("position")
        }
        assert list(keys.values()) == [["delivery", "sales"], ["delivery"], ["client", "delivery", "sales"]]
        major = deal.risks.filter(size="major")
        assert [risk.words for risk in major if not risk.accepted_at] == ["Spring board date moves forward"]
        assert deal.duties.count() == 14
        assert DutyPart.objects.filter(duty__engagement=deal, letter="A").count() == 14
        assert deal.assumptions.exclude(answer="").count() == 6
        assert sorted(Verdict.objects.filter(engagement=deal).values_list("seat", flat=True)) == ["delivery", "sales"]
        assert deal.fit.score == 82
        held = Booking.objects.filter(engagement=deal, hard=False).aggregate(Sum("minutes_per_day"))
        assert round(held["minutes_per_day__sum"] / 450, 1) == 2.6
        scope = ScopeVersion.objects.get(engagement=deal)
        assert round(margin_of(scope), 3) == Decimal("0.341")
        assert scope.contingency_minutes == 102 * 60
        changed = EstimateLine.objects.filter(scope__engagement=deal).exclude(minutes=models.F("tier_minutes"))
        assert changed.count() == 2

    def test_marlowe_freight(self, told):
        deal = Engagement.objects.get(name="Route analytics", account__name="Marlowe Freight")
        scope = ScopeVersion.objects.get(engagement=deal)
        assert (deal.amount, deal.stage) == (Decimal(148000), "signed")
        assert round(margin_of(scope), 3) == Decimal("0.320")
        assert round((sum(line.minutes for line in scope.lines.all()) + scope.contingency_minutes) / 450) == 118
        handoff = Handoff.objects.get(engagement=deal)
        assert handoff.paragraph.startswith("Marlowe runs 310 lorries from four depots")
        assert [row.closed_at is None for row in handoff.questions.order_by("pk")] == [False, False, True]

    def test_rates_are_those_of_the_day(self, told):
        rates = defaultdict(list)
        for row in RoleRate.objects.order_by("starts_on"):
            rates[row.role_id].append((row.starts_on, row.bill_hourly, row.cost_hourly))
        for line in EstimateLine.objects.select_related("scope"):
            held = [row for row in rates[line.role_id] if row[0] <= line.scope.made_at.date()][-1]
            assert (line.bill_hourly, line.cost_hourly) == held[1:], line


class TestHeadlines:
    """What the scorecard will say, counted here another way."""

    def test_sold_at_34_and_delivering_at_31_point_4(self, told):
        sold, now = margins(Project.objects.filter(engagement__stage=Stage.DELIVERING))
        assert sold == pytest.approx(0.340, abs=0.001)
        assert now == pytest.approx(0.314, abs=0.001)

    def test_the_gap_is_corvid_and_orrin(self, told):
        running = Project.objects.filter(engagement__stage=Stage.DELIVERING)
        lost = {}
        for project in running.select_related("engagement__account"):
            sold, now = margins(running.filter(pk=project.pk))
            lost[project.engagement.account.name] = round((sold - now) * 100, 1)
        assert sorted(lost, key=lost.__getitem__)[-2:] == ["Orrin Foods", "Corvid Insurance"]
        assert lost["Corvid Insurance"] == pytest.approx(12, abs=0.2)
        assert lost["Orrin Foods"] == pytest.approx(6, abs=0.2)

    def test_what_is_left_is_priced_like_work(self, told):
        for project in Project.objects.filter(closed_at__isnull=True):
            if project.left_minutes is None:
                continue
            rate = float(project.left_cost) / (project.left_minutes / 60)
            assert 75 < rate < 150, project

    def test_nps_is_52_of_23_and_6_better(self, told):
        now = scores(QUARTER, TOLD_ON)
        before = scores(date(2026, 7, 1), date(2026, 9, 30))
        assert (len(now), round(nps(now)), round(nps(before))) == (23, 52, 46)

    def test_a_low_score_waits_on_its_owner(self, told):
        waiting = Survey.objects.get(score__lte=6, followed_up_at__isnull=True)
        assert (waiting.contact_name, waiting.owner.name) == ("Nadia Voss", "Priya Raman")

    def test_eleven_of_eighteen_clients_came_back(self, told):
        began = Project.objects.values_list("engagement__account_id", "sold_starts_on")
        rate = repeat_clients(list(began), date(2025, 11, 25), TOLD_ON)
        assert (rate.count, rate.of) == (11, 18)

    def test_nine_surprises_five_fewer(self, told):
        origins = Surprise.objects.filter(logged_at__date__gte=QUARTER).values_list("origin").annotate(n=Count("pk"))
        assert dict(origins.order_by()) == {"duty": 4, "promise": 3, "estimate": 2}
        assert Surprise.objects.filter(logged_at__date__lt=QUARTER).count() == 14

    def test_some_milestones_are_late(self, told):
        late = Milestone.objects.filter(done_on__isnull=True, due_on__lt=TOLD_ON, project__closed_at__isnull=True)
        assert 1 <= late.count() <= 15

    def test_hours_add_up_by_month(self, told):
        assert wrong_months() == []

    def test_the_first_probabilities_can_be_learnt(self, told):
        closed = Engagement.objects.filter(closed_at__isnull=False)
        proposed = closed.filter(steps__now=Stage.PROPOSED)
        assert closed.count() >= 40
        assert 0.6 < proposed.exclude(stage=Stage.LOST).count() / proposed.count() < 0.95


class TestCapacity:
    def test_the_heat_map_comes_out_as_told(self, told):
        mondays = [date(2026, 11, 23) + timedelta(weeks=week) for week in range(14)]
        team = CapacityWeek.objects.filter(person__team__name="Data engineers", week__in=mondays).order_by("week")
        weeks = team.values("week").annotate(free=Sum("available"), hard=Sum("hard"), held=Sum("held"))
        percent = [round(100 * (row["hard"] + row["held"]) / row["free"]) for row in weeks]
        assert percent == [91, 93, 96, 90, 58, 20, 72, 97, 118, 124, 117, 98, 92, 86]

    def test_jonas_is_promised_twice(self, told):
        week = CapacityWeek.objects.get(person__name="Jonas Pihl", week=date(2026, 12, 14))
        assert week.hard / week.available == pytest.approx(1.3)
        promised = Booking.objects.filter(
            person__name="Jonas Pihl", starts_on__lte="2026-12-18", ends_on__gte="2026-12-14"
        )
        assert {row.engagement.account.name for row in promised} >= {"Marlowe Freight", "Tidewater Credit"}

    def test_the_roll_up_is_what_a_day_by_day_count_gives(self, told):
        people = Person.objects.filter(
            name__in=["Jonas Pihl", "Orla Keane", "Amara Diallo", "Ross Ferguson", "Tom Bergqvist"]
        )
        for person in people:
            for row in CapacityWeek.objects.filter(person=person, week__range=("2026-05-04", "2027-02-22")):
                assert (row.available, row.hard, row.held) == counted_week(person, row.week), (person, row.week)

    def test_holds_have_a_clock_and_an_open_deal(self, told):
        holds = Booking.objects.filter(hard=False)
        assert holds.count() > 20
        assert all(row.hold_until and row.engagement.stage in OPEN for row in holds)


class TestHistory:
    def test_the_chain_is_whole(self, told):
        assert list(queries.breaks()) == []

    def test_every_deal_has_its_story(self, told):
        told_of = dict(Entry.objects.values_list("engagement_id").annotate(Count("pk")).order_by())
        assert all(told_of[deal.pk] >= 1 for deal in Engagement.objects.all())
        assert told_of[Engagement.objects.get(name="Claims lakehouse").pk] > 40

    def test_nothing_happens_after_today(self, told):
        assert not Entry.objects.filter(at__date__gt=TOLD_ON).exists()


class TestRows:
    @pytest.mark.parametrize("model", ORDER, ids=lambda model: model._meta.label)
    def test_every_value_fits_its_field(self, told, model):
        """Choices, lengths and digits, which SQLite itself lets through."""
        fields = model._meta.concrete_fields
        relations = {field.name for field in fields if field.is_relation or field.primary_key}
        assert model._base_manager.exists()
        for row in model._base_manager.all():
            row.clean_fields(
                exclude=relations | {field.name for field in fields if getattr(row, field.attname) is None}
            )

    def test_no_words_are_left_to_be_filled_in(self, told):
        for model in ALL:
            names = [f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
            for row in model._base_manager.values_list(*names) if names else ():
                assert not [
                    words for words in row if words and ("{" in words or "None" in words or "lorem" in words.lower())
                ]


def margin_of(scope: ScopeVersion) -> Decimal:
    """By hand: the lines at their cost, the contingency at what an hour of them costs on average."""
    lines = list(scope.lines.all())
    cost = sum(line.minutes * line.cost_hourly / 60 for line in lines)
    whole = sum(line.minutes for line in lines)
    return (scope.fee - cost * (whole + scope.contingency_minutes) / whole) / scope.fee


def margins(projects) -> tuple[float, float]:
    """(sold, at completion) of many projects together, approved change orders included."""
    sold = cost = price = spent = Decimal(0)
    ends = endings()
    for project in projects:
        sold, cost = sold + project.sold_amount, cost + project.sold_cost
        price += ends[project.pk].price
        spent += ends[project.pk].cost
    return float((sold - cost) / sold), float((price - spent) / price)


def scores(first: date, last: date) -> list[int]:
    return list(Survey.objects.filter(answered_at__date__range=(first, last)).values_list("score", flat=True))


def nps(found: list[int]) -> float:
    return 100 * (sum(score >= 9 for score in found) - sum(score <= 6 for score in found)) / len(found)


def wrong_months() -> list[tuple]:
    counted = TimeEntry.objects.values_list("project_id", "month").annotate(Sum("minutes"), Sum("cost"))
    kept = ProjectMonth.objects.values_list("project_id", "month", "minutes", "cost")
    return sorted(set(map(_cents, counted.order_by())) ^ set(map(_cents, kept)))


def _cents(row: tuple) -> tuple:
    return (*row[:3], round(row[3], 2))


def counted_week(person: Person, monday: date) -> tuple[int, int, int]:
    """Minutes free, booked and held of one week, counted day by day."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    holidays = set(Holiday.objects.values_list("day", flat=True))
    free = hard = held = 0
    for day in (monday + timedelta(days=offset) for offset in range(7)):
        weeks = person.weeks.filter(starts_on__lte=day).order_by("-starts_on")
        week = next((row for row in weeks if row.ends_on is None or row.ends_on >= day), None)
        minutes = getattr(week, names[day.weekday()]) if week else 0
        if not minutes or day in holidays or person.time_off.filter(starts_on__lte=day, ends_on__gte=day).exists():
            continue
        free += minutes
        for row in Booking.objects.filter(person=person, starts_on__lte=day, ends_on__gte=day):
            hard, held = hard + row.minutes_per_day * row.hard, held + row.minutes_per_day * (not row.hard)
    return free, hard, held


def unjustified() -> list[str]:
    """What is missing of each deal for the stage that it stands in; nothing, if every gate was passed rightly."""
    found = []
    for deal in Engagement.objects.exclude(stage__in=[Stage.LEAD, Stage.LOST]).select_related(
        "fit__profile", "seller", "lead"
    ):
        found += [f"{deal.account} {deal}, {deal.stage}: {words}" for words in _missing(deal)]
    return found


LADDER = list(Stage.values)


def _missing(deal: Engagement) -> list[str]:
    gates = (
        (Stage.QUALIFIED, _not_qualified), (Stage.SCOPED, _not_scoped), (Stage.AGREED, _not_agreed),
        (Stage.PROPOSED, _not_proposed), (Stage.SIGNED, _not_signed), (Stage.ACCEPTED, _not_accepted),
        (Stage.DELIVERING, _not_covered), (Stage.DELIVERED, _not_delivered), (Stage.LEARNT, _not_learnt),
    )  # fmt: skip
    return [words for stage, gate in gates if _passed(deal, stage) for words in gate(deal)]


CHECKLISTS = {
    Stage.QUALIFIED: qualify_checklist, Stage.SCOPED: freeze_checklist, Stage.AGREED: decide_checklist,
    Stage.PROPOSED: propose_checklist, Stage.SIGNED: sign_checklist, Stage.ACCEPTED: accept_checklist,
    Stage.DELIVERING: start_checklist, Stage.DELIVERED: close_checklist, Stage.LEARNT: debrief_checklist,
}  # fmt: skip


def _passed(deal: Engagement, stage: Stage) -> bool:
    past = deal.ungated and stage in (Stage.AGREED, Stage.PROPOSED, Stage.SIGNED)
    return LADDER.index(stage) <= LADDER.index(deal.stage) and not past


def _not_qualified(deal: Engagement) -> list[str]:
    fit: Fit | None = deal.fit
    waived = deal.waivers.filter(granted=True).exists()
    return [] if fit and (waived or (fit.score >= fit.profile.floor and not fit.disqualified)) else ["doesn't fit"]


def _not_scoped(deal: Engagement) -> list[str]:
    """As of the freeze: what came up afterwards is for the next gate."""
    frozen = deal.steps.filter(now=Stage.SCOPED).latest("at").at
    missing = []
    for outcome in deal.outcomes.all():
        sides = {row.side for row in outcome.signatures.all() if row.at <= frozen}
        missing += [] if {"sales", "delivery"} <= sides else [f"outcome {outcome} wasn't signed"]
    raised = Entry.objects.filter(
        subject_type="engagements.risk", engagement_id=deal.pk, verb="named risk", at__gt=frozen
    )
    later = set(raised.values_list("subject_id", flat=True))
    for risk in deal.risks.filter(size="major").exclude(pk__in=later):
        missing += [] if risk.accepted_at and risk.accepted_at <= frozen else [f"risk {risk} has no owner"]
    for row in deal.assumptions.filter(raised_at__lte=frozen):
        missing += [] if row.verified_at or row.priced else [f"assumption {row} is neither verified nor priced"]
    for duty in deal.duties.all():
        missing += [] if duty.parts.filter(letter="A").count() == 1 else [f"nobody is accountable for {duty}"]
    held = ScopingSession.objects.filter(
        engagement=deal, held_at__lte=frozen, seats__came=True, seats__person=deal.lead
    )
    missing += [] if held.exists() else ["delivery wasn't in the room"]
    scope = ScopeVersion.objects.filter(engagement=deal, frozen_at__isnull=False).exclude(digest="")
    return missing + ([] if scope.exists() and deal.outcomes.exists() else ["no scope is frozen"])


def _not_agreed(deal: Engagement) -> list[str]:
    scope = ScopeVersion.objects.filter(engagement=deal, frozen_at__isnull=False).latest("number")
    votes = {row.seat: row.vote for row in Verdict.objects.filter(scope=scope)}
    policy = Policy.objects.filter(published_at__lte=scope.frozen_at).latest("published_at")
    from_value = policy.rows.get(measure="value", calls="finance").limit
    needed = {"sales", "delivery"} | ({"finance"} if scope.fee >= from_value else set())
    missing = [f"{seat} hasn't spoken" for seat in needed - set(votes)]
    missing += [f"{seat} objects" for seat, vote in votes.items() if vote == "object"]
    floor = Policy.objects.filter(published_at__lte=scope.frozen_at).latest("published_at").margin_floor
    return missing + ([] if margin_of(scope) >= floor else [f"margin {margin_of(scope):.3f} is under {floor}"])


def _not_proposed(deal: Engagement) -> list[str]:
    sent = Proposal.objects.filter(engagement=deal).select_related("scope")
    return [] if sent and all(row.digest == row.scope.digest for row in sent) else ["nothing was proposed"]


def _not_signed(deal: Engagement) -> list[str]:
    signed = Signature.objects.get(engagement=deal)
    proposed = Proposal.objects.filter(engagement=deal).latest("sent_at")
    missing = [] if signed.digest == signed.scope.digest == proposed.digest else ["another scope was signed"]
    missing += [f"promise {row} is nowhere on paper" for row in deal.promises.filter(paper="")]
    pitch = ReversePitch.objects.filter(engagement=deal, held_at__isnull=False, delivery_came=True)
    return missing + ([] if pitch.exists() else ["no reverse pitch was held"])


def _not_accepted(deal: Engagement) -> list[str]:
    handoff = Handoff.objects.filter(engagement=deal).latest("number")
    decided = getattr(handoff, "decision", None)
    missing = [] if decided and decided.accepted and decided.person == deal.lead else ["its lead hasn't accepted"]
    missing += [] if decided and decided.digest == handoff.digest else ["another brief was accepted"]
    return missing + [f"question {row} is open" for row in handoff.questions.filter(closed_at__isnull=True)]


def _not_covered(deal: Engagement) -> list[str]:
    covered = set(
        Milestone.promises.through.objects.filter(milestone__project__engagement=deal).values_list(
            "promise_id", flat=True
        )
    )
    papered = deal.promises.filter(paper=Promise.Paper.CLAUSE).exclude(pk__in=covered)
    return [f"no milestone covers {row}" for row in papered]


def _not_delivered(deal: Engagement) -> list[str]:
    project = Project.objects.get(engagement=deal)
    missing = [f"promise {row} isn't settled" for row in deal.promises.filter(result="")]
    return missing + ([] if project.closed_at and not project.left_minutes else ["work is left"])


def _not_learnt(deal: Engagement) -> list[str]:
    debrief = Debrief.objects.filter(engagement=deal, held_at__isnull=False).first()
    if debrief is None or not (debrief.lessons.exists() or debrief.no_lesson_why):
        return ["no debrief, or neither a lesson nor why there is none"]
    return [] if Survey.objects.filter(engagement=deal).exists() else ["the client wasn't asked"]


def test_signed_stages_are_known() -> None:
    assert set(SIGNED) == {"signed", "accepted", "delivering", "delivered", "learnt"}
