"""Who is told of: teams, rates, skills, the 64 people, their weeks and who is away at Christmas."""

from datetime import date
from decimal import Decimal

from tandem.people.models import Access

DOMAIN = "northlight.example"
PENCE = Decimal("0.01")

# Team: what its people are planned and priced as. The first five are those of the heat map, in its order.
TEAMS = {
    "Data engineers": "Data engineer",
    "Analysts": "Analyst",
    "Platform": "Platform engineer",
    "Architects": "Architect",
    "Delivery leads": "Delivery lead",
    "Data science": "Data scientist",
    "Design": "Designer",
    "Training": "Trainer",
    "Support": "Support engineer",
    "Sales": None,
    "Sales North": None,
    "Operations": None,
}
# Role: list price and standard cost of an hour, in pounds, this year.
RATES = {
    "Data engineer": (176, 111),
    "Analyst": (160, 101),
    "Platform engineer": (184, 116),
    "Architect": (220, 139),
    "Delivery lead": (208, 131),
    "Data scientist": (188, 118),
    "Designer": (156, 98),
    "Trainer": (144, 91),
    "Support engineer": (128, 81),
}
RISES = ((date(2024, 1, 1), Decimal("0.92")), (date(2025, 1, 1), Decimal("0.96")), (date(2026, 1, 1), Decimal(1)))
SKILLS = (
    "SQL", "Python", "dbt", "Spark", "Airflow", "GIS", "Azure", "AWS", "Terraform", "Power BI", "Statistics",
    "Forecasting", "Data modelling", "SAP extracts", "Telematics", "User research", "Facilitation", "Training",
    "Insurance claims", "Utilities", "Freight",
)  # fmt: skip
SKILLS_OF = {
    "Data engineer": ("SQL", "Python", "dbt", "Spark", "Airflow"),
    "Analyst": ("SQL", "Power BI", "Statistics", "Data modelling"),
    "Platform engineer": ("Azure", "AWS", "Terraform", "Python"),
    "Architect": ("Data modelling", "Azure", "AWS", "SAP extracts"),
    "Delivery lead": ("Facilitation", "Data modelling", "Utilities"),
    "Data scientist": ("Python", "Statistics", "Forecasting", "Spark"),
    "Designer": ("User research", "Facilitation", "Power BI"),
    "Trainer": ("Training", "Facilitation", "Power BI"),
    "Support engineer": ("SQL", "Azure", "Power BI"),
}
KNOWN_SKILLS = (
    ("Jonas Pihl", "GIS", 4), ("Jonas Pihl", "Telematics", 3), ("Wen Zhao", "GIS", 1), ("Lucía Ferrer", "GIS", 1),
    ("Greta Holm", "SAP extracts", 2), ("Noor Haddad", "SAP extracts", 4), ("Priya Raman", "Utilities", 4),
    ("Priya Raman", "Insurance claims", 3), ("Marcus Adeyemi", "Freight", 3), ("Ravi Menon", "Telematics", 2),
    ("Elin Strand", "Insurance claims", 2), ("Idris Cole", "Terraform", 4),
)  # fmt: skip

S, D, C = Access.SALES, Access.DELIVERY, Access.CONSULTANT
# Team: (name, title, access) of each. Titles left empty are the role's name.
PEOPLE: dict[str, tuple[tuple[str, str, Access], ...]] = {
    "Operations": (
        ("Maya Okonkwo", "Founder and managing partner", Access.LEADERSHIP),
        ("Stephen Gale", "Partner", Access.LEADERSHIP),
        ("Daniel Kerr", "Resource manager", Access.RESOURCE),
        ("Hannah Weiss", "Finance director", Access.FINANCE),
        ("Nigel Mbeki", "Management accountant", Access.FINANCE),
        ("Ruth Adair", "Head of people", C),
        ("Jess Trevelyan", "Recruiter", C),
        ("Martin Solway", "IT and security", C),
        ("Anneke de Boer", "Office manager", C),
        ("Gwen Parry", "Legal counsel", C),
        ("Tariq Aziz", "Marketing lead", C),
        ("Lottie Farrow", "Marketing writer", C),
        ("Bill Hepworth", "Facilities", C),
        ("Sunita Rao", "Bookkeeper", C),
        ("Moira Kincaid", "Executive assistant", C),
    ),
    "Sales": (
        ("Tom Bergqvist", "Head of sales", S),
        ("Aisha Noor", "Account director", S),
        ("Ben Whitlock", "Account manager", S),
        ("Freya Lund", "Account manager", S),
        ("Nisha Patel", "Account manager", S),
    ),
    "Sales North": (
        ("Callum Reid", "Account director, North", S),
        ("Sophie Marchetti", "Account manager", S),
        ("Owen Price", "Account manager", S),
    ),
    "Data engineers": (
        ("Lucía Ferrer", "Lead data engineer", C),
        ("Jonas Pihl", "Senior data engineer", C),
        ("Ravi Menon", "Data engineer", C),
        ("Elin Strand", "Senior data engineer", C),
        ("Tomasz Wilk", "Data engineer", C),
        ("Kezia Boateng", "Data engineer", C),
    ),
    "Analysts": (
        ("Wen Zhao", "Senior analyst", C),
        ("Amara Diallo", "Analyst", C),
        ("Piotr Lis", "Analyst", C),
        ("Bethan Rhys", "Senior analyst", C),
        ("Hugo Lambert", "Analyst", C),
    ),
    "Platform": (
        ("Greta Holm", "Lead platform engineer", C),
        ("Idris Cole", "Platform engineer", C),
        ("Samir Khoury", "Platform engineer", C),
        ("Orla Keane", "Platform engineer", C),
        ("Dev Malhotra", "Platform engineer", C),
    ),
    "Architects": (
        ("Noor Haddad", "Principal architect", C),
        ("Victor Osei", "Architect", C),
        ("Maren Falk", "Architect", C),
    ),
    "Delivery leads": (
        ("Priya Raman", "Head of delivery", D),
        ("Marcus Adeyemi", "Delivery lead", D),
        ("Sam Tully", "Delivery lead", D),
        ("Helen Acheampong", "Delivery lead", D),
    ),
    "Data science": (
        ("Yusuf Demir", "Lead data scientist", C),
        ("Clara Novak", "Data scientist", C),
        ("Isla Drummond", "Data scientist", C),
        ("Rohan Iyer", "Data scientist", C),
        ("Mathilde Roux", "Data scientist", C),
        ("Finn Gallagher", "Data scientist (contractor)", C),
    ),
    "Design": (
        ("Saoirse Byrne", "Lead designer", C),
        ("Theo Nakamura", "Designer", C),
        ("Paloma Reyes", "User researcher", C),
        ("Edie Marsh", "Designer", C),
    ),
    "Training": (
        ("Gareth Pugh", "Training lead", C),
        ("Nadine Okoro", "Trainer", C),
        ("Leo Varga", "Trainer", C),
    ),
    "Support": (
        ("Denise Holloway", "Support lead", C),
        ("Kofi Antwi", "Support engineer", C),
        ("Magda Zielinska", "Support engineer", C),
        ("Ross Ferguson", "Support engineer", C),
        ("Hetty Crane", "Support engineer", C),
    ),
}  # fmt: skip

# Minutes of Monday to Friday. Everybody else works 7.5 hours on each.
WEEKS = {
    "Amara Diallo": (450, 450, 450, 0, 0),
    "Bethan Rhys": (480, 480, 480, 480, 0),
    "Orla Keane": (450, 225, 450, 450, 225),
    "Edie Marsh": (450, 450, 450, 0, 450),
    "Hetty Crane": (300, 300, 300, 300, 300),
    "Sunita Rao": (450, 0, 450, 0, 450),
    "Moira Kincaid": (360, 360, 360, 360, 360),
}
CONTRACTOR = "Finn Gallagher"
# Away between Christmas and New Year, which keeps its own date however far the story is moved.
CHRISTMAS = (
    "Lucía Ferrer", "Jonas Pihl", "Ravi Menon", "Kezia Boateng", "Wen Zhao", "Amara Diallo", "Greta Holm",
    "Idris Cole", "Noor Haddad", "Priya Raman", "Marcus Adeyemi", "Tom Bergqvist", "Aisha Noor", "Bethan Rhys",
    "Dev Malhotra", "Maren Falk", "Helen Acheampong", "Yusuf Demir", "Clara Novak", "Saoirse Byrne", "Maya Okonkwo",
    "Hannah Weiss",
)  # fmt: skip
REASONS = ("Half-term", "Wedding in Lisbon", "Moving house", "Walking in the Lakes", "Visiting family", "Annual leave")
