"""The clients: told firms with their contacts, the ideal client profile and how each fits it."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from tandem.clients.models import Account, Contact, Criterion, Fit, FitAnswer, Level, Profile
from tandem.front.sample.names import FIRST, LAST, TITLES, client_names
from tandem.front.sample.rows import Rows
from tandem.front.sample.staff import Staff
from tandem.front.sample.when import When, moment

# Client: (sector, people, revenue in millions, fit of 100, contact, their title).
TOLD = {
    "Halden Water": ("Utilities", 2400, 610, 82, "Ruth Castellan", "Head of asset management"),
    "Marlowe Freight": ("Transport", 780, 142, 78, "Ines Duarte", "Operations director"),
    "Corvid Insurance": ("Insurance", 1900, 880, 74, "Nadia Voss", "Claims programme director"),
    "Orrin Foods": ("Food and drink", 3100, 720, 70, "Gilles Arnaud", "Head of planning"),
    "Brackwater Bank": ("Banking", 5200, 1900, 86, "Philippa Dane", "Customer insight director"),
    "Tidewater Credit": ("Banking", 640, 210, 84, "Oskar Brandt", "Head of fraud"),
    "Castell Housing": ("Housing", 900, 96, 76, "Mererid Vaughan", "Repairs manager"),
    "Pell Energy": ("Utilities", 1300, 540, 80, "Anders Holt", "Network planning manager"),
    "Gorse Labs": ("Technology", 85, 9, 67, "Dr Simone Achebe", "Trials director"),
    "Hartwell Rail": ("Transport", 2600, 450, 81, "Keith Lomax", "Fleet engineering manager"),
    "Ashdown Hospitals Trust": ("Health", 7400, 690, 72, "Dr Amit Sethi", "Chief clinical information officer"),
    "Kestrel Airports": ("Transport", 3300, 830, 61, "Bronwyn Hale", "Terminal operations director"),
    "Loxley Retail": ("Retail", 4100, 515, 73, "Jerome Pascoe", "Head of merchandising"),
    "Thornbury Building Society": ("Banking", 1150, 260, 83, "Margaret Iqbal", "Head of lending risk"),
    "Zennor Wind": ("Utilities", 310, 130, 79, "Elowen Trease", "Asset performance lead"),
    "Merrow Council": ("Public sector", 2900, 300, 71, "Patrick Oyelaran", "Director of resources"),
    "Ravensdale Steel": ("Manufacturing", 1700, 390, 69, "Heidi Brandvold", "Works manager"),
    "Ullscarf Outdoor": ("Retail", 620, 88, 66, "Craig Tennant", "Digital director"),
    "Quillan Media": ("Media", 450, 74, 68, "Solène Marchand", "Audience director"),
    "Wexcombe University": ("Education", 3600, 340, 75, "Professor Alan Dyce", "Deputy registrar"),
    "Dunmore Dairy": ("Food and drink", 980, 205, 77, "Fiona McAteer", "Supply chain director"),
    "Inverleith Asset Management": ("Banking", 380, 150, 80, "Alasdair Munro", "Chief operating officer"),
    "Penrose Pharma": ("Health", 2200, 940, 78, "Dr Lena Fischer", "Head of trial data"),
    "Saltmarsh Ports": ("Transport", 1250, 230, 76, "Derek Hollis", "Harbour systems manager"),
    "Varley Motors": ("Manufacturing", 2700, 610, 64, "Simon Treadwell", "After-sales director"),
    "Yarrow Telecom": ("Telecoms", 5400, 1600, 72, "Joanna Whitfield", "Network analytics manager"),
    "Netherby Farms": ("Agriculture", 260, 41, 66, "Tom Ridley", "Managing director"),
    "Jarrow Shipping": ("Transport", 1400, 280, 74, "Agnes Lindholm", "Fleet data manager"),
    "Eskdale Hotels": ("Leisure", 2100, 170, 63, "Nicola Frith", "Revenue manager"),
    "Larkfield Schools": ("Education", 1800, 95, 70, "David Amoah", "Trust operations director"),
    "Midhurst Mutual": ("Insurance", 720, 310, 82, "Caroline Beech", "Underwriting director"),
    "Harbourne Homes": ("Housing", 540, 260, 73, "Ravinder Gill", "Land and planning director"),
    "Glenmore Spirits": ("Food and drink", 870, 330, 75, "Isobel Geddes", "Demand planning lead"),
    "Bramley Logistics": ("Transport", 1500, 190, 77, "Steve Ollerton", "Network director"),
}  # fmt: skip
MORE_CONTACTS = {
    "Halden Water": (("Femi Alade", "Leakage planning manager"), ("Joyce Penhaligon", "Night operations supervisor")),
    "Marlowe Freight": (("Callan Shaw", "Dispatch manager, Hull"), ("Morag Finlay", "Finance controller")),
    "Corvid Insurance": (("Ewan Stirling", "Claims data owner"),),
    "Brackwater Bank": (("Lionel Fairweather", "Head of data governance"),),
    "Orrin Foods": (("Becca Thorpe", "Demand planner"),),
}  # fmt: skip

# The profile: (question, weight, answers as (words, share, disqualifies)).
CRITERIA = (
    ("Who sponsors it?", 25, (
        ("A director who owns the outcome", "1.000", False), ("A manager with a budget", "0.600", False),
        ("A project office", "0.250", False), ("Nobody yet", "0.000", False),
    )),
    ("How ready is their data?", 20, (
        ("Owned, and seen by us", "1.000", False), ("Owned, not yet seen", "0.550", False),
        ("Nobody knows who owns it", "0.000", False),
    )),
    ("Can they take it over afterwards?", 20, (
        ("Two named people with time", "1.000", False), ("One person, part of the time", "0.500", False),
        ("Nobody", "0.000", False),
    )),
    ("Is the problem one that we solve from the catalogue?", 20, (
        ("Yes, as it stands", "1.000", False), ("With changes", "0.700", False), ("No", "0.100", False),
    )),
    ("Do they pay and decide in time?", 15, (
        ("Yes, from experience", "1.000", False), ("We believe so", "0.700", False),
        ("Slow before", "0.250", False), ("In administration or in dispute with us", "0.000", True),
    )),
)  # fmt: skip
REVISIONS = (
    (1, (6, 10, 2024), False, 60, "The first profile: what our best ten clients have in common."),
    (2, (9, 12, 2025), False, 62, "Sponsor weighs more: projects without one ran a fifth over."),
    (3, (9, 11, 2026), True, 65, "Take-over is a question of its own now. Floor raised to 65 after the workshop."),
)


@dataclass
class Book:
    """The accounts, their people, and the profile that counts today."""

    accounts: dict[str, Account] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    fits: dict[str, Fit] = field(default_factory=dict)
    profile: Profile | None = None
    criteria: list[tuple[Criterion, list[Level]]] = field(default_factory=list)
    main_contact: dict[str, str] = field(default_factory=dict)
    combinations: dict[int, list[tuple[tuple[Criterion, Level], ...]]] = field(default_factory=dict)

    def contact(self, client: str) -> Contact:
        return self.contacts[self.main_contact[client]]


def make_accounts(rows: Rows, when: When, staff: Staff, count: int, rng: Random) -> Book:
    """The told clients, and grown ones beyond them up to `count`."""
    book = Book()
    _profiles(rows, when, staff, book)
    for name, (sector, employees, revenue, score, person, title) in TOLD.items():
        _account(rows, when, staff, book, name, sector, employees, revenue, rng)
        _contact(rows, book, name, person, title)
        for other, role in MORE_CONTACTS.get(name, ()):
            _contact(rows, book, name, other, role)
        judge(rows, staff, book, name, score, moment(_known_since(when, rng), "11:20"), rng)
    for name, sector in client_names(rng, max(count - len(TOLD), 0), set(TOLD)):
        _account(rows, when, staff, book, name, sector, rng.randrange(60, 6000), rng.randrange(8, 900), rng)
        _contact(rows, book, name, f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(TITLES))
        judge(rows, staff, book, name, rng.randrange(66, 90), moment(_known_since(when, rng), "11:20"), rng)
    return book


def key_of(name: str) -> str:
    """The name folded for matching: lower case, letters and digits alone, without the legal form."""
    return re.sub(r"(limited|ltd|plc|llp)$", "", re.sub(r"[^a-z0-9]", "", name.lower()))


def judge(rows: Rows, staff: Staff, book: Book, client: str, score: int, at: datetime, rng: Random) -> Fit:
    """A fit of about `score` points, with the answers that add up to the score it gets."""
    levels = _answers(book, score, rng)
    points = sum(criterion.weight * level.share for criterion, level in levels)
    account = book.accounts[client]
    fit = rows.add(
        Fit(
            account=account, profile=book.profile, score=int(points + Decimal("0.5")), made_by=account.owner, made_at=at,
        )
    )  # fmt: skip
    for criterion, level in levels:
        rows.add(FitAnswer(fit=fit, criterion=criterion, level=level))
    book.fits[client] = fit
    return fit


def _known_since(when: When, rng: Random):
    return when.today - timedelta(days=rng.randrange(30, 500))


def _profiles(rows: Rows, when: When, staff: Staff, book: Book) -> None:
    for number, (month, day, year), current, floor, why in REVISIONS:
        profile = rows.add(
            Profile(
                number=number, floor=floor, current=current, why=why, published_by=staff["Maya Okonkwo"],
                published_at=when.at(month, day, "16:00", year),
            )
        )  # fmt: skip
        kept = CRITERIA if current else CRITERIA[:2] + CRITERIA[3:]
        book.criteria = [_criterion(rows, profile, place, *row) for place, row in enumerate(kept)]
        book.profile = profile


def _criterion(
    rows: Rows, profile: Profile, place: int, question: str, weight: int, answers
) -> tuple[Criterion, list[Level]]:
    criterion = rows.add(Criterion(profile=profile, question=question, weight=weight, position=place))
    levels = [
        rows.add(Level(criterion=criterion, words=words, share=Decimal(share), disqualifies=stops, position=position))
        for position, (words, share, stops) in enumerate(answers)
    ]
    return criterion, levels


def _account(
    rows: Rows, when: When, staff: Staff, book: Book, name: str, sector: str, employees: int, revenue: int, rng: Random
) -> None:
    made = moment(when.today - timedelta(days=rng.randrange(540, 1400)), "09:30")
    book.accounts[name] = rows.add(
        Account(
            name=name, key=key_of(name), sector=sector, employees=employees, revenue_millions=Decimal(revenue),
            country="United Kingdom", website=f"https://www.{key_of(name)}.example", created_at=made,
            owner=rng.choice(staff.sellers),
        )
    )  # fmt: skip


def _contact(rows: Rows, book: Book, client: str, name: str, title: str) -> None:
    account = book.accounts[client]
    plain = key_of(name.replace("Dr ", "").replace("Professor ", "").replace("è", "e").replace(" ", ".")) or "office"
    row = Contact(account=account, name=name, title=title, email=f"{plain}@{account.key}.example")
    book.contacts.setdefault(name, rows.add(row))
    book.main_contact.setdefault(client, name)


def _answers(book: Book, score: int, rng: Random) -> list[tuple[Criterion, Level]]:
    """Levels whose points come nearest to the score; of several such, one by chance."""
    if not book.combinations:
        usable = [[(row, level) for level in levels if not level.disqualifies] for row, levels in book.criteria]
        for levels in product(*usable):
            points = sum((row.weight * level.share for row, level in levels), Decimal(0))
            book.combinations.setdefault(int(points + Decimal("0.5")), []).append(levels)
    nearest = min(book.combinations, key=lambda points: (abs(points - score), points))
    return list(rng.choice(book.combinations[nearest]))
