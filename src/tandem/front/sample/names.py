"""Names for grown people and clients: combined from short lists, each used once."""

from collections.abc import Iterator
from random import Random

FIRST = (
    "Abigail", "Adam", "Adele", "Ahmed", "Alice", "Anwen", "Arjun", "Astrid", "Bea", "Bilal", "Blair", "Bryn",
    "Camille", "Cerys", "Chidi", "Conor", "Daisy", "Deepa", "Dylan", "Eilidh", "Elena", "Emeka", "Esme", "Ewan",
    "Farah", "Fergus", "Flora", "George", "Gemma", "Hamza", "Harriet", "Imogen", "Ivan", "Jamal", "Joan", "Kate",
    "Kiran", "Lars", "Leila", "Liam", "Mabel", "Malik", "Megan", "Milo", "Nadia", "Niall", "Ola", "Oscar", "Petra",
    "Quentin", "Rhys", "Rosa", "Salma", "Sean", "Tilly", "Uma", "Vikram", "Wilf", "Yara", "Zack",
)  # fmt: skip
LAST = (
    "Abbott", "Ainsworth", "Akhtar", "Ashby", "Bailey", "Barlow", "Beckett", "Bhatt", "Bright", "Carver", "Chadwick",
    "Choi", "Clegg", "Cooke", "Dalton", "Desai", "Dunne", "Eccles", "Ellis", "Faulkner", "Fenn", "Forsyth", "Gill",
    "Grady", "Hale", "Hargreaves", "Hussain", "Ingram", "Jarvis", "Kaur", "Keating", "Lamb", "Lowe", "Mackie",
    "Mistry", "Morley", "Nash", "Nolan", "Oduya", "Palmer", "Peel", "Quinn", "Rafiq", "Rowe", "Sato", "Sharma",
    "Sinclair", "Stokes", "Tanner", "Thorne", "Udall", "Vaughan", "Wade", "Walsh", "Whittle", "Woolf", "Yates",
    "Young", "Zaman", "Zeller",
)  # fmt: skip
PLACES = (
    "Abbotsford", "Aldwick", "Amble", "Arden", "Ashcombe", "Bamford", "Beaumont", "Birkdale", "Blythe", "Bowland",
    "Brampton", "Burnham", "Calder", "Carrick", "Cheviot", "Clifton", "Coldbeck", "Corley", "Cranmere", "Dalby",
    "Danbury", "Derwent", "Dinton", "Drayton", "Easton", "Elmstead", "Enfield", "Farnley", "Fairholm", "Foxley",
    "Garsdale", "Grantham", "Greystoke", "Hadleigh", "Harlow", "Hexham", "Holme", "Ingleby", "Ivybridge", "Kenmore",
    "Kirkby", "Langdale", "Larkhill", "Leyburn", "Lindale", "Malham", "Mereworth", "Milford", "Nantwich", "Norland",
    "Oakley", "Ormesby", "Padstow", "Penrith", "Ramsey", "Redmire", "Rossall", "Saxby", "Selwood", "Skelton",
    "Stanhope", "Sutton", "Tarleton", "Thirlmere", "Tynedale", "Upton", "Wansford", "Warden", "Wetherby", "Wolsey",
)  # fmt: skip
TRADES = (
    ("Water", "Utilities"), ("Energy", "Utilities"), ("Foods", "Food and drink"), ("Dairies", "Food and drink"),
    ("Freight", "Transport"), ("Rail", "Transport"), ("Ports", "Transport"), ("Insurance", "Insurance"),
    ("Mutual", "Insurance"), ("Bank", "Banking"), ("Building Society", "Banking"), ("Homes", "Housing"),
    ("Housing", "Housing"), ("Council", "Public sector"), ("Hospitals Trust", "Health"), ("Pharma", "Health"),
    ("Retail", "Retail"), ("Stores", "Retail"), ("Motors", "Manufacturing"), ("Steel", "Manufacturing"),
    ("Textiles", "Manufacturing"), ("Telecom", "Telecoms"), ("Media", "Media"), ("University", "Education"),
    ("Schools", "Education"), ("Hotels", "Leisure"), ("Farms", "Agriculture"), ("Legal", "Professional services"),
    ("Labs", "Technology"), ("Systems", "Technology"),
)  # fmt: skip
TITLES = (
    "Head of data", "Operations director", "Chief information officer", "Finance director", "Head of planning",
    "Programme manager", "Head of analytics", "Transformation director", "Head of customer insight", "Data manager",
)  # fmt: skip


def full_names(rng: Random, count: int, taken: set[str]) -> list[str]:
    """`count` names that nobody has yet; beyond all combinations a middle initial tells them apart."""
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    rng.shuffle(names)
    return _fresh(names, count, taken, lambda name, turn: name.replace(" ", f" {chr(64 + turn % 26 or 90)} "))


def client_names(rng: Random, count: int, taken: set[str]) -> list[tuple[str, str]]:
    """`count` (name, sector) of firms that aren't clients yet."""
    sectors = {f"{place} {trade}": sector for place in PLACES for trade, sector in TRADES}
    names = list(sectors)
    rng.shuffle(names)
    fresh = _fresh(
        names, count, taken, lambda name, turn: f"{name} {('Group', 'North', 'South', 'East')[turn % 4]} {turn}"
    )
    return [(name, sectors.get(name) or "Other") for name in fresh]


def _fresh(names: list[str], count: int, taken: set[str], again) -> list[str]:
    return [name for _, name in zip(range(count), _endless(names, taken, again), strict=False)]


def _endless(names: list[str], taken: set[str], again) -> Iterator[str]:
    turn = 0
    while True:
        for name in names:
            fresh = again(name, turn) if turn else name
            if fresh not in taken:
                yield fresh
        turn += 1
