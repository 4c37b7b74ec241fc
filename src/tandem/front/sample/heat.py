"""The heat map as it was told: percent of each person's week that is taken, held work included.

Fourteen weeks from that of the told day. People who aren't named share what their team's row leaves.
"""

AWAY = -1
TEAMS = {
    "Data engineers": (91, 93, 96, 90, 58, 20, 72, 97, 118, 124, 117, 98, 92, 86),
    "Analysts": (78, 80, 74, 70, 44, 18, 52, 60, 66, 70, 74, 70, 62, 58),
    "Platform": (88, 86, 90, 92, 61, 22, 70, 76, 84, 92, 94, 88, 80, 74),
    "Architects": (82, 80, 86, 88, 52, 16, 66, 74, 82, 86, 84, 80, 78, 72),
    "Delivery leads": (84, 88, 92, 95, 60, 20, 80, 92, 98, 100, 108, 108, 104, 98),
    "Data science": (74, 76, 72, 70, 48, 16, 56, 66, 78, 82, 80, 76, 70, 64),
    "Design": (62, 60, 66, 58, 40, 12, 44, 52, 58, 60, 56, 54, 50, 46),
    "Training": (58, 64, 60, 66, 38, 10, 36, 48, 54, 58, 60, 52, 48, 44),
    "Support": (80, 80, 82, 84, 76, 60, 78, 80, 80, 82, 80, 78, 78, 76),
}
PEOPLE = {
    "Lucía Ferrer": (100, 100, 100, 80, 60, AWAY, 80, 100, 110, 110, 100, 90, 90, 80),
    "Jonas Pihl": (100, 100, 110, 130, 80, AWAY, 100, 120, 140, 140, 130, 100, 100, 100),
    "Ravi Menon": (80, 80, 100, 100, 60, AWAY, 60, 100, 120, 120, 120, 100, 80, 80),
    "Elin Strand": (100, 100, 100, 80, 40, 40, 80, 90, 120, 130, 120, 100, 100, 90),
    "Wen Zhao": (90, 90, 80, 80, 60, AWAY, 40, 60, 80, 80, 90, 80, 60, 60),
    "Amara Diallo": (60, 60, 60, 60, AWAY, AWAY, 40, 40, 50, 60, 60, 60, 60, 40),
    "Piotr Lis": (80, 90, 80, 70, 40, 40, 60, 80, 70, 70, 70, 70, 60, 70),
    "Greta Holm": (100, 100, 100, 100, 80, AWAY, 80, 80, 90, 100, 100, 90, 80, 80),
    "Idris Cole": (80, 80, 90, 100, 60, AWAY, 60, 70, 80, 90, 90, 90, 80, 60),
    "Noor Haddad": (80, 80, 90, 90, 60, AWAY, 60, 80, 90, 90, 90, 80, 80, 70),
    "Priya Raman": (90, 90, 100, 100, 60, AWAY, 80, 100, 100, 100, 110, 110, 110, 100),
    "Marcus Adeyemi": (80, 90, 90, 100, 70, AWAY, 90, 90, 100, 100, 110, 110, 100, 100),
}
WEEKS = 14
# Percent of a week held for a deal that isn't won yet, from its start to its end, and until when it is held.
HOLDS = {
    ("Halden Water", "Asset data platform"): ((12, 11), {
        "Jonas Pihl": 30, "Lucía Ferrer": 30, "Elin Strand": 30, "Tomasz Wilk": 40, "Wen Zhao": 20, "Bethan Rhys": 30,
        "Greta Holm": 20, "Samir Khoury": 30, "Noor Haddad": 10, "Priya Raman": 20,
    }),
    ("Pell Energy", "Network loss model"): ((12, 18), {
        "Jonas Pihl": 20, "Ravi Menon": 30, "Kezia Boateng": 40, "Yusuf Demir": 40, "Clara Novak": 30, "Idris Cole": 20,
        "Marcus Adeyemi": 20,
    }),
    ("Brackwater Bank", "Customer 360, phase 2"): ((12, 18), {
        "Lucía Ferrer": 20, "Tomasz Wilk": 30, "Orla Keane": 30, "Hugo Lambert": 30, "Priya Raman": 20, "Victor Osei": 20,
    }),
    ("Saltmarsh Ports", "Dock utilisation"): ((12, 4), {"Isla Drummond": 20, "Maren Falk": 20, "Dev Malhotra": 20}),
}  # fmt: skip
# What is booked firmly beyond the running projects: (client, deal, person, first day, percent).
FIRM = (
    ("Marlowe Freight", "Route analytics", "Jonas Pihl", (12, 14), 60), ("Marlowe Freight", "Route analytics", "Ravi Menon", (1, 6), 50),
    ("Marlowe Freight", "Route analytics", "Wen Zhao", (1, 6), 40), ("Marlowe Freight", "Route analytics", "Idris Cole", (1, 6), 40),
    ("Marlowe Freight", "Route analytics", "Marcus Adeyemi", (1, 6), 40), ("Marlowe Freight", "Route analytics", "Rohan Iyer", (1, 6), 40),
    ("Orrin Foods", "Demand forecast, phase 2", "Kezia Boateng", (11, 30), 50), ("Orrin Foods", "Demand forecast, phase 2", "Piotr Lis", (11, 30), 40),
    ("Orrin Foods", "Demand forecast, phase 2", "Mathilde Roux", (11, 30), 60), ("Orrin Foods", "Demand forecast, phase 2", "Priya Raman", (11, 30), 20),
    ("Orrin Foods", "Demand forecast, phase 2", "Greta Holm", (1, 4), 30),
    ("Tidewater Credit", "Fraud features", "Jonas Pihl", (11, 23), 70),
)  # fmt: skip
INSIDE = {
    "Support": "Support rota", "Training": "Course writing", "Design": "Catalogue pages", "Data science": "Model library",
    "Delivery leads": "Scoping and reviews", "Architects": "Reviews of scopes", "Data engineers": "Platform templates",
    "Analysts": "Catalogue estimates", "Platform": "Own platform",
}  # fmt: skip
