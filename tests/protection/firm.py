"""Two clients, each with a deal in every state, one of them confidential: what every address can be opened on."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.test import Client

from tandem import clock
from tandem.catalogue import models as catalogue
from tandem.clients import models as clients
from tandem.connectors import models as connectors
from tandem.connectors.actions import receive
from tandem.delivery import models as delivery
from tandem.engagements import models as engagements
from tandem.engagements.models import Engagement, Stage
from tandem.feedback import models as feedback
from tandem.feedback.secret import digest_of
from tandem.front import beats
from tandem.front.models import HeldBack
from tandem.handoff import models as handoff
from tandem.handoff.queries.brief import compose
from tandem.jobs.models import Job
from tandem.learning import models as learning
from tandem.ledger.actions import record
from tandem.people import models as people
from tandem.people.models import Access, Person
from tandem.people.permissions import ADMIN
from tandem.people.rights import Sight, sees
from tandem.planning import models as planning
from tandem.review import models as review
from tandem.scoping import models as scoping
from tandem.scoping.documents.builtin import builtin
from tandem.scoping.documents.example import example
from tandem.scoping.documents.pdf import pdf
from tests.protection.rows import AT, Maker, figure
from tests.world import TODAY, World

HIDDEN = "Zephyr"
FEE = scoping.ScopeVersion._meta.get_field("fee")
CLIENTS_SECRET = "the-client-opens-this"
PLAIN = "Aurora {}"
FILE = """Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company
1,Asset platform,Contract sent,913577,sol@brook.example,2026-12-11,2026-06-01,Halden Water
2,Data audit,Appointment scheduled,924688.5x,Sol Hart,2027-01-15,2026-06-02,Orchard Ltd
"""


@dataclass
class Story:
    """Everything that one client brings with it. `seen_by` are the roles that see its engagements."""

    client: clients.Account
    make: Maker
    seen_by: frozenset[str]
    deal: Engagement
    proposed: Engagement
    signed: Engagement
    accepted: Engagement
    running: Engagement
    done: Engagement
    rows: dict[str, object] = field(default_factory=dict)

    def __getitem__(self, name: str):
        return self.rows[name]


class Firm:
    """The people of the small world, and two stories: one that sales and delivery are on, one kept from them."""

    today = TODAY

    def __init__(self, text: str = PLAIN) -> None:
        self.world = World()
        self.people: dict[str, Person] = {
            Access.LEADERSHIP: self.world.lea,
            Access.SALES: self.world.sol,
            Access.DELIVERY: self.world.dee,
            Access.RESOURCE: self.world.rex,
            Access.FINANCE: self.world.fay,
            Access.CONSULTANT: self.world.con,
            ADMIN: self.world.person("Ada Stern", Access.CONSULTANT, is_admin=True),
        }
        self.text = text
        self.own = Maker(self.world.lea, 1, text)
        self._shelf()
        everybody = frozenset(Access.values)
        self.open = self._story("Halden Water", "halden", self.world.sol, self.world.dee, False, text, 2, everybody)
        self.kept = self._story(
            "Zephyr Harbour" if text == PLAIN else f"Other {text}"[:200], "zephyr", self.world.sue, self.world.dov, True, f"{HIDDEN} {text}",
            3, frozenset({Access.LEADERSHIP, Access.FINANCE}),
        )  # fmt: skip
        self._away()
        self._set_aside()

    def _set_aside(self) -> None:
        """A row of Sol's file that names the hidden deal: leadership's alone."""
        said = {
            "name": f"{HIDDEN} renamed",
            "client": "",
            "crm_stage": "",
            "seller": "",
            "seller_email": "",
            "amount": "5",
        }
        self.own(
            connectors.SetAside, first=self.batch, batch=self.batch, by=self.world.sol, system="hubspot", key="zephyr-1",
            row=3, deal=said, engagement=self.kept.deal,
        )  # fmt: skip

    def browser(self, role: str) -> Client:
        return self.world.browser(self.people[role]) if role else Client()

    def canaries_of_fields(self) -> dict[str, set[str]]:
        """What each field holds that has a class, however a page spells it."""
        made = (self.own, self.open.make, self.kept.make)
        labels = {label for maker in made for label in maker.of_field}
        return {label: {word for maker in made for word in maker.of_field.get(label, ())} for label in labels}

    def forbidden(self, role: str) -> dict[str, set[str]]:
        """Canaries that must not reach this role, by the class that they are of."""
        made = (self.own, self.open.make, self.kept.make)
        person = self.people.get(role)
        return {
            sight: {word for maker in made for word in maker.canaries.get(sight, ())}
            for sight in Sight
            if person is None or not sees(person, sight)
        }

    def _shelf(self) -> None:
        make, world = self.own, self.world
        self.offering = make(catalogue.Offering, slug="data-platform")
        self.template = make(scoping.DocumentTemplate, kind="sow", content=builtin("sow"))
        self.phrase = make(catalogue.Phrase, words="as needed by nobody")
        self.tier = make(catalogue.Tier, offering=self.offering, grade="gold", weeks=12)
        make(catalogue.Deliverable, tier=self.tier)
        make(catalogue.TierEstimate, tier=self.tier, role=world.engineer, minutes=6000)
        for kind in catalogue.TierClause.Kind.values:
            make(catalogue.TierClause, tier=self.tier, kind=kind)
        make(catalogue.TierMilestone, tier=self.tier, at_share=Decimal("0.5"))
        drafted = {"offering": self.offering, "weeks": 12, "current": False, "declined_by": None}
        self.draft_tier = make(catalogue.Tier, **drafted, grade="silver", state="draft")
        make(catalogue.Tier, **drafted, grade="bronze", state="asked", asked_by=world.sol, asked_at=AT)
        profile = make(clients.Profile, number=1, current=True, published_at=AT, published_by=world.lea)
        draft = make(clients.Profile, number=2, published_by=None)
        self.draft_question = make(clients.Criterion, profile=draft, weight=50)
        for place in (0, 1):
            make(clients.Level, criterion=self.draft_question, share=Decimal(place), low=None, high=None)
        criterion = make(clients.Criterion, profile=profile, weight=100)
        self.level = make(clients.Level, criterion=criterion, share=Decimal(1))
        self.profile, self.criterion = profile, criterion
        policy = make(review.Policy, number=1, current=True, published_at=AT)
        for measure, calls in (("value", "finance"), ("margin", "leadership")):
            make(review.PolicyRow, policy=policy, measure=measure, calls=calls)
        make(review.Policy, number=2)
        spell = {"from_on": TODAY, "until_on": TODAY + timedelta(days=9)}
        self.delegation = make(review.Delegation, person=world.dee, to=world.dov, **spell)
        skill = make(people.Skill)
        make(people.PersonSkill, person=world.con, skill=skill)
        make(people.HolidayCalendar)
        for person in (world.sol, world.dee, world.con, world.dov):
            make(people.CostRate, person=person, starts_on=date(2025, 1, 1))
        make(
            people.RoleRate,
            role=people.Role.objects.create(name="Analyst", team=world.data_team),
            starts_on=date(2025, 1, 1),
        )
        self.batch = self._import()
        self.job = make(
            Job, kind="tandem.connectors.tasks.look_at", next_at=AT, until=AT, owner=world.sol, state="failed"
        )
        beats.beat("worker", clock.now())
        self.held_back = HeldBack.objects.create(name="forms", due=90, of=100, asked_at=AT)
        self.view = make(engagements.SavedView, person=world.sol, query="stage=open")

    def _import(self) -> connectors.ImportBatch:
        """A file that was looked at, with a row that can't be taken."""
        batch = receive.receive([FILE.encode()], "deals.csv", by=self.world.sol, at=AT)
        receive.look(batch, at=AT)
        self.own.canaries.setdefault(str(Sight.PRICE), set()).update({"913577", "913,577", "924688.5x"})
        return batch

    def _away(self) -> None:
        """Somebody who is ill next week, which is nobody's business."""
        self.tess = self.world.person(
            "Tess Vale", Access.CONSULTANT, team=self.world.data_team, role=self.world.engineer
        )
        start = TODAY + timedelta(days=6)
        self.away = self.own(
            people.TimeOff, person=self.tess, starts_on=start, ends_on=start + timedelta(days=4), kind="sick"
        )

    def _story(self, name, key, seller, lead, confidential, text, salt, seen_by) -> Story:
        make = Maker(seller, salt, text)
        client = self.own(clients.Account, name=name, key=key)  # who the clients are, colleagues may know
        contact = self.own(clients.Contact, account=client)
        fit = make(clients.Fit, account=client, profile=self.profile, score=100)
        make(clients.FitAnswer, fit=fit, criterion=self.criterion, level=self.level)

        def engagement(stage: str) -> Engagement:
            made = make(
                Engagement, account=client, seller=seller, lead=lead, stage=stage, confidential=confidential, fit=fit,
                close_on=date(2026, 12, 11), starts_on=date(2027, 1, 11), ends_on=date(2027, 6, 25), tier=self.tier,
                lost_reason="", ungated_why="",
            )  # fmt: skip
            if not confidential:
                make(engagements.Member, engagement=made, person=self.world.con, part="team")
            self._sections(make, made, seller, lead)
            return made

        story = Story(
            client, make, seen_by, engagement(Stage.QUALIFIED), engagement(Stage.PROPOSED), engagement(Stage.SIGNED),
            engagement(Stage.ACCEPTED), engagement(Stage.DELIVERING), engagement(Stage.DELIVERED), {"contact": contact},
        )  # fmt: skip
        self._fill(story, seller, lead)
        return story

    def _sections(self, make: Maker, deal: Engagement, seller: Person, lead: Person) -> None:
        deal.rows = {  # type: ignore[attr-defined]
            **self._agreed(make, {"engagement": deal}, seller, lead),
            **self._vetted(make, {"engagement": deal}, seller, lead),
        }
        record(
            "changed deal", deal, by=seller, at=AT, reason=make.text.replace("{}", "reason"),
            before={"amount": deal.amount}, after={"amount": deal.amount + 1},
        )  # fmt: skip

    def _agreed(self, make: Maker, of: dict, seller: Person, lead: Person) -> dict[str, object]:
        """What both sides write down and agree on."""
        outcome = make(engagements.Outcome, **of)
        for side, person in (("sales", seller), ("delivery", lead)):
            make(engagements.OutcomeSignature, outcome=outcome, revision=1, side=side, person=person)
        make(engagements.Remark, **of, by=seller)
        return {
            "outcome": outcome,
            "measure": make(
                engagements.OutcomeMeasure, outcome=outcome, point="close", due_on=TODAY, asked=lead, value=""
            ),
            "remark": make(engagements.Remark, **of, by=None, contact=of["engagement"].account.contacts.first()),
            "assumption": make(engagements.Assumption, **of, asked=lead, asked_at=AT, verifier=lead, verified_how=""),
            "risk": make(
                engagements.Risk, **of, size="major", probability=Decimal("0.25"), owner=lead, named_at=AT,
                named_by=seller, declined_why="",
            ),
            "duty": make(engagements.Duty, **of),
            "promise": make(
                engagements.Promise, **of, said_by=seller, verdict="", paper="", result="", condition=""
            ),
            "amendment": make(
                engagements.Amendment, **of, noun="deal", row=of["engagement"].pk, asked_by=seller,
                before={"amount": str(make._noted("engagements.amendment.before", of["engagement"].amount + 1))},
                after={"amount": str(make._noted("engagements.amendment.after", of["engagement"].amount + 2))},
                client_name="", declined_why="",
            ),
            "challenge": make(
                engagements.Challenge, **of, about="scope", raised_by=lead, raised_at=AT, raised_in="qualified", reply="",
            ),
            "waiver": make(
                engagements.Waiver, **of, rule="the_reverse_pitch_was_held", asked_by=seller, reason=""
            ),
        }  # fmt: skip

    def _vetted(self, make: Maker, of: dict, seller: Person, lead: Person) -> dict[str, object]:
        """Its scope, frozen once and drafted again, who judged it, who works on it."""
        frozen = {"frozen_at": AT, "frozen_by": lead, "digest": "0" * 64}
        kept = {"parts": {"price": self._told(make, "scoping.scopeversion.agreement", 1)}, "exposure": []}
        scope = make(scoping.ScopeVersion, **of, number=1, made_by=seller, agreement=kept, **frozen)
        draft = make(scoping.ScopeVersion, **of, number=2, made_by=seller)
        items = [make(scoping.ScopeItem, scope=version) for version in (scope, draft)]
        for version in (scope, draft):
            line = make(scoping.EstimateLine, scope=version, role=self.world.engineer, minutes=6000)
            for rate in ("cost_hourly", "bill_hourly"):  # a hundred hours of it, which is what a page says of the line
                make._noted(f"scoping.estimateline.{rate}", getattr(line, rate) * 100)
        session = make(scoping.ScopingSession, **of)
        make(scoping.SessionSeat, session=session, person=lead)
        spring = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 6, 25)}
        make(planning.Need, **of, role=self.world.engineer, **spring, minutes=6000)
        winter = {"starts_on": date(2026, 12, 1), "ends_on": date(2027, 2, 1)}
        pitch = make(review.ReversePitch, **of, delivery_person=lead, sales_person=seller, planned_at=AT)
        fee = make._noted("scoping.scopeversion.fee", figure("scoping.scopeversion.fee", FEE))
        vetted = {**of, "scope": scope, "session": session, "person": lead, "reply": ""}
        make(scoping.Vet, **vetted, section="price", word="fine", said=[{"is": "fee", "amount": str(fee)}])
        said = [{"is": "risk", "words": "R", "size": "major", "impact_money": str(fee)}]
        return {
            "vet": make(scoping.Vet, **vetted, section="risks", word="question", said=said),
            "probe": make(review.Probe, pitch=pitch, source="own", agrees=None),
            "scope": scope, "item": items[-1], "session": session,
            "document": make(
                scoping.Document, **of, scope=scope, kind="sow", format="pdf", made_by=seller,
                content=pdf({**example("GBP"), "mark": ""}, at=AT),
            ),
            "flag": make(
                scoping.RedFlag, **of, section="scope", raised_in="lead", raised_by=lead, cleared_why="", reply=""
            ),
            "booking": make(planning.Booking, **of, person=lead, **winter, minutes_per_day=225),
            "verdict": self._judged(make, of, scope, seller),
        }  # fmt: skip

    def _judged(self, make: Maker, of: dict, scope: scoping.ScopeVersion, seller: Person) -> review.Verdict:
        """A vote with what it was on, and why a further seat was called."""
        said = {**of, "scope": scope, "seat": "sales", "person": seller, "vote": "if", "condition_owner": seller}
        verdict = make(review.Verdict, **said)
        read = {"price": self._told(make, "review.verdictmark.judged", 2)}
        make(review.VerdictMark, verdict=verdict, matter="price", vote="if", judged=read)
        make(review.BoardCall, scope=scope, seat="finance", measure="value")
        return verdict

    def _told(self, make: Maker, label: str, number: int) -> list[dict[str, str]]:
        """The line of a price, as what is agreed keeps it; its figure is nowhere else."""
        return [{"is": "fee", "amount": str(make._noted(label, figure(label, FEE) + number))}]

    def _fill(self, story: Story, seller: Person, lead: Person) -> None:
        make, rows = story.make, story.rows
        rows.update(story.deal.rows)  # type: ignore[attr-defined]
        for engagement in (story.proposed, story.signed, story.accepted, story.running, story.done):
            scope = engagement.rows["scope"]  # type: ignore[attr-defined]
            fee = make._noted("review.proposal.said", figure("review.proposal.said", FEE))
            make(review.Proposal, engagement=engagement, scope=scope, sent_by=seller, said={"price": {"fee": str(fee)}})
        for engagement in (story.signed, story.accepted, story.running, story.done):
            scope = engagement.rows["scope"]  # type: ignore[attr-defined]
            make(review.Signature, engagement=engagement, scope=scope, recorded_by=seller)
            brief = make(
                handoff.Handoff, engagement=engagement, number=1, from_person=seller, to_person=lead,
                brief=compose([engagement])[engagement.pk],
            )  # fmt: skip
            question = make(handoff.Question, handoff=brief, asked_by=lead, answer="")
            if engagement is story.signed:
                handed = make(engagements.Risk, engagement=engagement, size="major", owner=seller, handing_to=lead)
                rows.update(handoff=brief, question=question, handed=handed)
            else:
                make(handoff.Decision, handoff=brief, accepted=True, person=lead)
        for engagement in (story.running, story.done):
            rows["project" if engagement is story.running else "past"] = self._project(make, engagement, lead)
        secret = f"{CLIENTS_SECRET}-{story.client.pk}"
        rows["link"] = make(
            feedback.ClientLink, engagement=story.deal, contact=rows["contact"], expires_on=TODAY, made_by=seller,
            secret_digest=digest_of(secret),
        )  # fmt: skip
        rows["secret"] = secret
        rows["survey"] = make(
            feedback.Survey, engagement=story.done, account=story.client, asked_at=AT, answered_at=AT, score=9
        )
        make(feedback.Surprise, engagement=story.running, origin="promise", logged_by=lead)
        rows["debrief"] = make(learning.Debrief, engagement=story.done, planned_on=TODAY, no_lesson_why="")
        rows["lesson"] = make(learning.Lesson, debrief=rows["debrief"], target="practice", decided_why="")
        make(
            connectors.ExternalRef, engagement=story.deal, system="files", key=f"{story.client.key}-1", batch=self.batch
        )

    def _project(self, make: Maker, engagement: Engagement, lead: Person) -> delivery.Project:
        cost = make(
            people.RoleRate,
            role=people.Role.objects.create(name=f"Role {engagement.pk}", team=self.world.data_team),
            starts_on=date(2025, 1, 1),
        )
        project = make(
            delivery.Project, engagement=engagement, sold_minutes=66000, left_minutes=6000,
            sold_starts_on=date(2026, 9, 1), sold_ends_on=date(2027, 2, 26),
            sold_by_role=[[cost.role.name, 66000, str(cost.cost_hourly)]],
        )  # fmt: skip
        make._noted("delivery.project.sold_by_role", cost.cost_hourly)
        # All of the rest is still to come, so that its cost stands on a page as it is kept.
        project.left_by_role = [["", project.left_minutes, str(project.left_cost)]]
        project.left_logged = {lead.role.name if lead.role else "": 450}
        project.save()
        make._noted("delivery.project.left_by_role", project.left_cost)
        milestone = make(delivery.Milestone, project=project)
        month = date(2026, 11, 1)
        make(
            delivery.TimeEntry,
            project=project,
            person=lead,
            day=date(2026, 11, 3),
            week=date(2026, 11, 2),
            month=month,
            minutes=450,
        )
        make(delivery.ProjectMonth, project=project, month=month, minutes=450, billable_minutes=450)
        make(delivery.Status, project=project, health="at_risk", by=lead)
        change = make(
            delivery.ChangeOrder, project=project, number=1, cause="client", raised_by=lead, client_name="",
            by_role=[["", 600, str(cost.cost_hourly + 2)]],
        )  # fmt: skip
        make._noted("delivery.changeorder.by_role", cost.cost_hourly + 2)
        project.milestone, project.change = milestone, change  # type: ignore[attr-defined]
        return project
