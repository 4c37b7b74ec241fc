"""Write the sample firm into an empty database, in one transaction."""

from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

import numpy as np
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tandem.front.sample import clauses, papers
from tandem.front.sample.accounts import make_accounts
from tandem.front.sample.amendments import add_amendment
from tandem.front.sample.boards import add_leave, make_policies, tell_boards
from tandem.front.sample.capacity import add_capacity, add_roll_up, plan_on
from tandem.front.sample.case import Case, Setting, open_case
from tandem.front.sample.catalogue_drafts import add_history
from tandem.front.sample.challenges import add_challenges, vary_promises
from tandem.front.sample.changes import add_exceptions
from tandem.front.sample.contingency import price_in
from tandem.front.sample.deals import told_plans
from tandem.front.sample.feedback import add_ending, add_feedback
from tandem.front.sample.grow import grown_plans
from tandem.front.sample.hours import Crew, Sheet, make_crew, write_entries
from tandem.front.sample.left import settle_left
from tandem.front.sample.outcomes import add_client_keys, add_measures
from tandem.front.sample.plans import Plan
from tandem.front.sample.profiles import add_profiles
from tandem.front.sample.projects import add_project
from tandem.front.sample.risks import add_library, price_clauses, tell_risks
from tandem.front.sample.rows import Rows
from tandem.front.sample.sale import add_sale
from tandem.front.sample.scopes import add_scope
from tandem.front.sample.shelf import make_catalogue
from tandem.front.sample.staff import make_firm, make_staff
from tandem.front.sample.stories import halden, marlowe
from tandem.front.sample.told import tell_clients
from tandem.front.sample.vetting import add_vetting
from tandem.front.sample.when import When, moment
from tandem.ledger.seals import seal_existing
from tandem.people.models import Firm
from tandem.planning.models import Booking

PASSWORD = "northlight-2026"  # noqa: S105 of sample accounts alone, shown only in the sample firm
PART = 1000
TOLD_PEOPLE = 64


class NotEmpty(Exception):
    """There is a firm already; the sample is only ever written into an empty database."""


@dataclass(frozen=True)
class Size:
    """At least the told firm; larger numbers let it grow."""

    people: int = 0
    deals: int = 0
    clients: int = 0
    projects: int = 0
    entries: int = 0


def make(size: Size, seed: int, today: date, canaries: bool = False) -> dict[str, int]:
    """Everything. Answers how many rows of each kind.

    Raises:
        NotEmpty: the database has a firm.
    """
    password = make_password(PASSWORD)  # slow, so before anything is locked
    with transaction.atomic():
        if Firm.objects.exists():
            raise NotEmpty(
                "There is a firm in this database already. The sample firm is only loaded into an empty one."
            )
        return _make(size, seed, When.so_that(today), canaries, password)


def _make(size: Size, seed: int, when: When, canaries: bool, password: str) -> dict[str, int]:
    rows = Rows()
    setting = _setting(rows, size, seed, when, canaries, password)
    crew = make_crew(rows, when, setting.staff)
    sheet, drawn = Sheet(), np.random.default_rng(seed)
    cases = _tell(setting, crew, sheet, drawn, seed)
    bookings = list(rows.waiting[Booking])
    papers.write(rows)
    clauses.keep_sent(rows, cases)
    rows.write_history()
    grown = _grow(setting, crew, sheet, drawn, size, len(cases), bookings, seed)
    entries = write_entries(crew, when, sheet)
    add_roll_up(crew, bookings)
    rows.close()
    plan_on(when)
    seal_existing(apps, moment(when.today, "08:00"))
    return {
        "people": len(setting.staff.people), "clients": len(setting.book.accounts), "deals": len(cases) + grown,
        "projects": len(sheet.projects), "time entries": entries,
    }  # fmt: skip


def _tell(setting: Setting, crew: Crew, sheet: Sheet, drawn: np.random.Generator, seed: int) -> list[Case]:
    """The told firm, whole."""
    plans = [halden.plan(setting.when, setting.shelf), marlowe.plan(setting.when)]
    plans += told_plans(setting.when, Random(f"{seed}:plans"))
    cases = [fill(setting, plan, seed) for plan in plans]
    halden.tell(cases[0])
    marlowe.tell(cases[1])
    vary_promises(cases, seed)
    tell_clients(cases)
    tell_risks(setting.rows, cases, seed)
    price_in(setting.rows, cases)
    add_library(setting.rows, cases)
    clauses.add_clauses(setting.rows, cases)
    projects = []
    for case in cases:
        add_exceptions(case)
        add_amendment(case)
        if project := add_project(case, crew, sheet, drawn):
            projects.append((case, project))
    tell_boards(cases)
    add_challenges(setting.rows, cases, seed)
    settle_left(projects, crew, sheet, told=True)
    add_capacity(setting, crew, cases, Random(f"{seed}:capacity"))
    add_feedback(setting, cases, Random(f"{seed}:feedback"))
    add_profiles(setting, cases, Random(f"{seed}:profiles"))
    return cases


def _grow(
    setting: Setting, crew: Crew, sheet: Sheet, drawn: np.random.Generator, size: Size, told: int, bookings: list[Booking],
    seed: int,
) -> int:  # fmt: skip
    """Deals beyond the told ones, written a thousand at a time."""
    projects = max(0, (size.projects or _in_proportion(size, len(sheet.projects))) - len(sheet.projects))
    entries = max(0, size.entries - sum(len(part[0]) for part in sheet.parts))
    deals = max(size.deals - told, projects)
    plans = grown_plans(setting, deals, projects, entries, Random(f"{seed}:grown"))
    grown = 0
    while part := list(islice(plans, PART)):
        bookings += _grow_part(setting, crew, sheet, drawn, part, seed + grown)
        grown += len(part)
    return grown


def _in_proportion(size: Size, told: int) -> int:
    """As many projects for so many people as the told firm has; unless told, there'd be its few in a firm of any size."""
    return round(told * max(1.0, size.people / TOLD_PEOPLE))


def _grow_part(
    setting: Setting,
    crew: Crew,
    sheet: Sheet,
    drawn: np.random.Generator,
    part: list[tuple[Plan, int | None]],
    seed: int,
) -> list[Booking]:
    """Some of the grown deals, written; answers their bookings."""
    own, projects, cases = Sheet(), [], []
    for place, (plan, count) in enumerate(part):
        case = fill(setting, plan, seed + place)
        cases.append(case)
        if project := add_project(case, crew, own, drawn, count):
            projects.append((case, project))
            add_ending(case)
    vary_promises(cases, seed)
    tell_clients(cases)
    tell_risks(setting.rows, cases, seed)
    price_in(setting.rows, cases)
    add_challenges(setting.rows, cases, seed)
    settle_left(projects, crew, own)
    sheet.take(own)
    bookings = list(setting.rows.waiting[Booking])
    papers.write(setting.rows)
    setting.rows.write_history()
    return bookings


def _setting(rows: Rows, size: Size, seed: int, when: When, canaries: bool, password: str) -> Setting:
    firm = make_firm(rows, when)
    staff = make_staff(rows, when, firm, password, size.people, Random(f"{seed}:people"), canaries)
    book = make_accounts(rows, when, staff, size.clients, Random(f"{seed}:clients"))
    shelf = make_catalogue(rows, when, staff)
    price_clauses(rows)
    add_history(rows, when, staff, shelf.tiers)
    make_policies(rows, when, staff)
    add_leave(rows, when, staff)
    return Setting(rows, when, staff, book, shelf)


def fill(setting: Setting, plan: Plan, seed: int) -> Case:
    """All rows of one deal but its project."""
    case = open_case(setting, plan, Random(f"{seed}:{plan.client}:{plan.name}:{plan.created}"))
    add_vetting(case)
    add_scope(case)
    add_sale(case)
    add_measures(case, seed)
    add_client_keys(case, seed)
    return case
