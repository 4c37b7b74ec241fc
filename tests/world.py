"""A small firm with names, so that tests read as stories: "Sol sells, Dee leads, Rex reviews"."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property

from django.test import Client

from tandem.clients.models import Account, Contact
from tandem.engagements.models import Engagement, Member, Part
from tandem.people.models import Access, Firm, Person, Role, RoleRate, Team, WorkingWeek

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


class World:
    """Brook & Vale, on Tuesday 24 November 2026. People are made when they're first named."""

    at = AT
    today = TODAY

    def __init__(self) -> None:
        self.firm = Firm.objects.create(name="Brook & Vale", currency="GBP", uses_tandem_since=date(2026, 1, 1))

    @cached_property
    def sales_team(self) -> Team:
        return Team.objects.create(name="Sales", position=9)

    @cached_property
    def data_team(self) -> Team:
        return Team.objects.create(name="Data engineers", position=1)

    @cached_property
    def engineer(self) -> Role:
        role = Role.objects.create(name="Data engineer", team=self.data_team, position=1)
        RoleRate.objects.create(
            role=role, starts_on=date(2025, 1, 1), bill_hourly=Decimal(120), cost_hourly=Decimal(60)
        )
        return role

    @cached_property
    def lea(self) -> Person:
        """Leadership."""
        return self.person("Lea Marsh", Access.LEADERSHIP)

    @cached_property
    def sol(self) -> Person:
        """Sells."""
        return self.person("Sol Hart", Access.SALES, team=self.sales_team)

    @cached_property
    def sue(self) -> Person:
        """Sells, in another team."""
        return self.person("Sue Odell", Access.SALES, team=Team.objects.create(name="Sales North"))

    @cached_property
    def dee(self) -> Person:
        """Leads delivery."""
        return self.person("Dee Lund", Access.DELIVERY, team=self.data_team, role=self.engineer)

    @cached_property
    def dov(self) -> Person:
        """Leads delivery of something else."""
        return self.person("Dov Reis", Access.DELIVERY, team=self.data_team, role=self.engineer)

    @cached_property
    def rex(self) -> Person:
        """Manages resources."""
        return self.person("Rex Amin", Access.RESOURCE)

    @cached_property
    def fay(self) -> Person:
        """Finance."""
        return self.person("Fay Chen", Access.FINANCE)

    @cached_property
    def con(self) -> Person:
        """A consultant."""
        return self.person("Con Ortiz", Access.CONSULTANT, team=self.data_team, role=self.engineer)

    @cached_property
    def client(self) -> Account:
        return Account.objects.create(name="Halden Water", key="haldenwater", created_at=AT)

    @cached_property
    def ruth(self) -> Contact:
        return Contact.objects.create(account=self.client, name="Ruth Castellan", title="Head of assets")

    @cached_property
    def deal(self) -> Engagement:
        """Asset data platform for Halden Water: Sol sells, Dee leads; a lead."""
        return self.engagement()

    def engagement(self, name: str = "Asset data platform", **fields) -> Engagement:
        values = {
            "account": self.client, "seller": self.sol, "lead": self.dee, "amount": Decimal(286000),
            "close_on": date(2026, 12, 11), "starts_on": date(2027, 1, 11), "ends_on": date(2027, 6, 25),
            "stage_since": AT, "created_at": AT, **fields,
        }  # fmt: skip
        return Engagement.objects.create(name=name, **values)

    def person(self, name: str, access: Access, **fields) -> Person:
        """A person with a full working week of 7.5 hours a day."""
        person = Person(email=f"{name.split()[0].lower()}@brook.example", name=name, access=access, **fields)
        person.set_unusable_password()
        person.save()
        WorkingWeek.objects.create(person=person, starts_on=date(2025, 1, 6))
        return person

    def join(self, person: Person, engagement: Engagement, part: Part = Part.TEAM) -> Member:
        return Member.objects.create(person=person, engagement=engagement, part=part)

    def browser(self, person: Person) -> Client:
        """A client signed in as `person`."""
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
