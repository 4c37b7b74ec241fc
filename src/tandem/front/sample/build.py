"""Write the sample firm into an empty database, in one transaction."""

from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tandem.engagements.models import Stage
from tandem.front.sample.accounts import TOLD, make_accounts
from tandem.front.sample.case import Case, Setting, open_case
from tandem.front.sample.deals import told_plans
from tandem.front.sample.hours import Crew, Sheet, make_crew, write_entries
from tandem.front.sample.plans import Plan
from tandem.front.sample.projects import add_project, settle_left
from tandem.front.sample.rows import Rows
from tandem.front.sample.sale import add_sale, make_policies
from tandem.front.sample.scopes import add_scope
from tandem.front.sample.shelf import make_catalogue
from tandem.front.sample.staff import make_firm, make_staff
from tandem.front.sample.vetting import add_vetting
from tandem.front.sample.when import When
from tandem.people.models import Firm

PASSWORD = "northlight-2026"  # noqa: S105 of sample accounts alone, shown only in the sample firm


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
    with transaction.atomic():
        if Firm.objects.exists():
            raise NotEmpty(
                "There is a firm in this database already. The sample firm is only loaded into an empty one."
            )
        return _make(size, seed, When.so_that(today), canaries)


def _make(size: Size, seed: int, when: When, canaries: bool) -> dict[str, int]:
    rows = Rows()
    setting = _setting(rows, size, seed, when, canaries)
    crew = make_crew(rows, when, setting.staff)
    sheet = Sheet()
    drawn = np.random.default_rng(seed)
    plans = told_plans(when, Random(f"{seed}:plans"))
    projects = []
    for plan in plans:
        case = fill(setting, plan, seed)
        if project := add_project(case, crew, sheet, drawn):
            projects.append((case, project))
    settle_left(projects, crew, sheet)
    rows.write()
    entries = write_entries(crew, when, sheet)
    rows.write_history()
    return {"people": len(setting.staff.people), "deals": len(plans), "projects": len(projects), "entries": entries}


def _setting(rows: Rows, size: Size, seed: int, when: When, canaries: bool) -> Setting:
    firm = make_firm(rows, when)
    password = make_password(PASSWORD)
    staff = make_staff(rows, when, firm, password, size.people, Random(f"{seed}:people"), canaries)
    book = make_accounts(rows, when, staff, size.clients, Random(f"{seed}:clients"))
    shelf = make_catalogue(rows, when, staff)
    make_policies(rows, when, staff)
    return Setting(rows, when, staff, book, shelf)


def fill(setting: Setting, plan: Plan, seed: int) -> Case:
    """All rows of one deal but its project."""
    case = open_case(setting, plan, Random(f"{seed}:{plan.client}:{plan.name}:{plan.created}"))
    add_vetting(case)
    add_scope(case)
    add_sale(case)
    return case
