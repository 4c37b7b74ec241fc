"""The catalogue: five offerings in Bronze, Silver and Gold, and for each the words that its deals are told in.

`{client}` and `{who}` in the words become the client and the contact. A mix is the share of each role in the days.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    title: str
    expects: str
    proves: str
    baseline: str
    target: str
    how: str
    result: str


@dataclass(frozen=True)
class Words:
    """What is said of an offering, deal after deal."""

    slug: str
    name: str
    line: str
    summary: str
    mix: dict[str, float]
    tiers: dict[str, tuple[int, int, str]]  # grade: (days, weeks, promise)
    delivers: tuple[str, ...]
    excludes: tuple[str, ...]
    milestones: tuple[tuple[str, str], ...]
    outcomes: tuple[Outcome, ...]
    assumptions: tuple[tuple[str, str], ...]  # (what, because)
    risks: tuple[tuple[str, str, str], ...]  # (what, if it happens, how we notice)
    duties: tuple[str, ...]
    ours: tuple[str, ...]
    promises: tuple[tuple[str, str], ...]  # (quote, what the scope says of it)
    subjects: tuple[str, ...] = field(default=())


ENGINEERING = {
    "Data engineer": 0.30, "Analyst": 0.15, "Platform engineer": 0.17, "Architect": 0.09, "Delivery lead": 0.12,
    "Data scientist": 0.07, "Designer": 0.04, "Trainer": 0.04, "Support engineer": 0.02,
}  # fmt: skip
MODELLING = {
    "Data engineer": 0.22, "Analyst": 0.14, "Platform engineer": 0.09, "Architect": 0.07, "Delivery lead": 0.12,
    "Data scientist": 0.28, "Designer": 0.02, "Trainer": 0.03, "Support engineer": 0.03,
}  # fmt: skip
OPERATIONS = {
    "Data engineer": 0.28, "Analyst": 0.18, "Platform engineer": 0.13, "Architect": 0.08, "Delivery lead": 0.12,
    "Data scientist": 0.11, "Designer": 0.04, "Trainer": 0.04, "Support engineer": 0.02,
}  # fmt: skip
REPORTING = {
    "Data engineer": 0.15, "Analyst": 0.36, "Platform engineer": 0.05, "Architect": 0.05, "Delivery lead": 0.12,
    "Data scientist": 0.03, "Designer": 0.12, "Trainer": 0.08, "Support engineer": 0.04,
}  # fmt: skip
CLEANING = {
    "Data engineer": 0.30, "Analyst": 0.25, "Platform engineer": 0.10, "Architect": 0.06, "Delivery lead": 0.11,
    "Data scientist": 0.05, "Trainer": 0.04, "Support engineer": 0.09,
}  # fmt: skip

PLATFORM = Words(
    "data-platform", "Data platform", "Data engineering",
    "One place where a client's data is kept, checked and handed on, run by their own people within months.",
    ENGINEERING,
    {
        "bronze": (42, 8, "Two sources in one place, checked every night"),
        "silver": (104, 14, "Five sources, one register, two of your people trained"),
        "gold": (214, 24, "The whole register, in the field, run without us by the end"),
    },
    (
        "One register with an owner for every field", "Nightly loads from the agreed sources",
        "Checks that stop bad rows and say why", "Access by role, signed off by the client's security",
        "A runbook that their own team has used twice", "Two training days, recorded",
    ),
    (
        "Changes to the source systems", "Licences and cloud charges", "Cleaning older than 24 months",
        "Support outside office hours", "Reports beyond the three named",
    ),
    (("Sources connected", "0.150"), ("Register agreed", "0.400"), ("Checks live", "0.650"), ("Two of theirs ship alone", "0.900"), ("Handed over", "1.000")),
    (
        Outcome("One register that planners trust", "“We stop arguing about whose spreadsheet is right.”", "98% of records matched to one owner, measured on an audit sample of 500.", "three lists", "98%", "Audit sample of 500, drawn by the client", "98.4%"),
        Outcome("Loads finish before the day begins", "“The figures are there when the first shift comes in.”", "Twenty working nights in a row done by 05:30.", "09:40", "05:30", "Load log, twenty nights", "05:12"),
        Outcome("{client} runs it without us", "“We will not be tied to you for ever.”", "Two named people each ship one change alone, twice.", "0 people", "2 people", "Change log", "2 people"),
        Outcome("Bad rows are caught, not counted", "“I want to hear it from you before the board does.”", "Every rejected row has a reason and an owner within one day.", "unknown", "1 day", "Rejection report", "0.8 days"),
    ),
    (
        ("The full extract is as clean as the sample we were sent.", "{who} said the sample was drawn at random."),
        ("Their network team opens the ports within five working days of asking.", "They did so twice in the pilot."),
        ("One data owner per source is free for half a day a week.", "{who} named them on the second call."),
        ("The source schema does not change before go-live.", "Their next release is planned for after it."),
        ("History of 24 months is enough for the first board.", "Planners looked no further back last year."),
    ),
    (
        ("Access to the main source arrives late", "Start from extracts, six days already priced", "No account by the end of week one"),
        ("The key engineer on their side leaves", "The runbook is written from week two", "A handover invitation in the calendar"),
        ("Only one of ours knows the format", "A second engineer pairs from week one", "Two questions in a week that only one can answer"),
        ("Board date moves forward", "Register first, field devices later", "The agenda of the steering group"),
        ("Cloud cost passes their limit", "Cold storage for anything older than a year", "Spend alert at 80% of the budget"),
    ),
    (
        "Name a data owner for each source", "Open firewall ports within five days", "Give us a second sample, drawn by us",
        "Test data, anonymised by the client", "Sign off access by role", "Two people free for training",
    ),
    ("Run the weekly demonstration", "Keep the runbook up to date", "Load history", "Write the checks", "Review the model with their architect", "Report progress on Fridays"),
    (
        ("You will see your own records on a map by week three.", "Milestone: sources connected, with a map of them"),
        ("If a source changes we'll tell you the same day.", "Clause 6: same-day notice of failed loads"),
        ("A third depot can be added later at the same day rate.", "Option until the end of the financial year"),
        ("Nobody has to retype anything.", "Excluded: paper forms stay as they are"),
    ),
    ("Asset register", "Customer record", "Claims lakehouse", "Supplier hub", "Field data platform", "Member record", "Plant historian", "Single property view", "Finance data store", "Trial data pipeline"),
)  # fmt: skip

MODELS = Words(
    "predictive-models", "Predictive models", "Data science",
    "A forecast or a score that people act on, measured against how they decided before.",
    MODELLING,
    {
        "bronze": (38, 8, "One model, tried on last year, with an honest verdict"),
        "silver": (96, 14, "One model in use, watched for drift"),
        "gold": (178, 22, "Models in use in every region, retrained by your own people"),
    },
    (
        "A baseline: how good the present way is", "A model with its error by week and by group",
        "A daily feed into the planners' own tool", "Drift watched, with an alarm that somebody owns",
        "Retraining done twice by the client's analyst",
    ),
    ("Changes to the planning tool", "Buying in outside data", "Explaining single decisions to regulators", "Forecasts further out than 26 weeks"),
    (("Baseline agreed", "0.200"), ("Model beats baseline", "0.500"), ("In use by one team", "0.750"), ("Retrained by theirs", "1.000")),
    (
        Outcome("The forecast beats the spreadsheet", "“Just be closer than Martin's spreadsheet, every week.”", "Mean error a fifth below the present method over eight weeks.", "31%", "25%", "Eight weeks side by side", "24.6%"),
        Outcome("Planners use it without being told", "“I do not want another screen nobody opens.”", "Four of five planning days begin with it, by the tool's own log.", "0 of 5", "4 of 5", "Use log, four weeks", "4 of 5"),
        Outcome("Their analyst retrains it alone", "“We must not ring you each time prices change.”", "Two retrainings done by the client with nobody of ours in the room.", "0", "2", "Change log", "2"),
    ),
    (
        ("Three years of history at line level exist.", "{who} showed us the archive on a call."),
        ("Promotions are marked in the order book.", "Their planner says that they are, since 2024."),
        ("The target is agreed by finance and by operations.", "Both were on the scoping call."),
        ("Outcomes are known within 30 days.", "The settlement report shows it for last quarter."),
    ),
    (
        ("History turns out thinner than shown", "Start with the two best regions", "Row counts in the first week"),
        ("The business moves the target", "Change order with the effect on dates", "A new measure named in a steering group"),
        ("Nobody trusts the number", "Show errors of the old way beside it", "Overrides above one in five"),
        ("The sponsor is away in the middle", "A deputy signs milestones", "Leave calendar"),
    ),
    ("Give access to the order archive", "Mark promotions in the history", "One planner for a day a week", "Agree the baseline in writing", "Name who owns the alarm"),
    ("Measure the old way first", "Show the errors every fortnight", "Write down what the model can't see", "Train the analyst", "Keep the list of overrides"),
    (
        ("We'll beat your spreadsheet or tell you by week six.", "Milestone: model beats baseline, else stop"),
        ("You can switch it off for Easter.", "Clause 4: planner's override"),
        ("It'll run in your own cloud.", "In scope: deployment in the client's tenancy"),
        ("Adding another region is a week's work.", "Option, priced at five days, until signature of the final milestone"),
    ),
    ("Demand forecast", "Fraud features", "Arrears early warning", "No-show model", "Price response", "Failure prediction", "Churn score", "Yield forecast", "Network loss model", "Lapse model"),
)  # fmt: skip

ROUTES = Words(
    "operations-analytics", "Operations analytics", "Operations",
    "The data behind an operational screen that people already use, so that a shift plans in one hour and not in three.",
    OPERATIONS,
    {
        "bronze": (45, 9, "One site, one decision, measured before and after"),
        "silver": (118, 16, "Two sites live, one rule changed by your own people"),
        "gold": (196, 24, "Every site, hourly, with alarms that somebody answers"),
    },
    (
        "Feeds from the operational systems", "The model behind the screen, refreshed hourly",
        "Two sites live", "Two training days, recorded", "A rule that the client's analyst can change",
    ),
    ("Changes to the screen itself", "Sites that aren't named", "Rules on working hours", "Out-of-hours support after go-live"),
    (("Feeds in", "0.200"), ("First site on the map", "0.350"), ("First site live", "0.650"), ("Second site live", "0.850"), ("Rule changed by theirs", "1.000")),
    (
        Outcome("The evening plan takes an hour", "“My people should see their children.”", "Median of ten working days, timed by the shift itself.", "3 h", "1 h", "Ten working days, timed", "58 min"),
        Outcome("Empty running falls by a fifth", "“We pay for diesel to move air.”", "The client's own fuel-card report, spring against autumn.", "23%", "18%", "Fuel-card report", "18.3%"),
        Outcome("Their analyst changes a rule alone", "“I do not want to ring you to move a depot.”", "Two changes shipped without us in the room.", "0", "2", "Change log", "2"),
    ),
    (
        ("Interface keys reach us before the start.", "Their supplier confirmed it in writing."),
        ("Telemetry goes back 24 months.", "We counted 26 months with three gaps."),
        ("One dispatcher is free for half a day a week.", "{who} agreed in writing."),
        ("Sites share one calendar of shifts.", "Two of the sites do; the third is being asked."),
    ),
    (
        ("Interface keys come late", "Start on nightly extracts, four days", "No key a week before the start"),
        ("Old tracker units at one site", "The newer site first", "Gaps above 5% in a day"),
        ("The sponsor is on leave at go-live", "The deputy signs milestones", "Leave calendar"),
        ("The screen's supplier changes its format", "Version pinned, notice of 30 days", "Their release notes"),
    ),
    ("Name one dispatcher for half a day a week", "Ask the supplier for interface keys", "Give us fuel-card data", "Sign milestones within five days", "Time the plan before we start"),
    ("Ride along for a shift", "Show the map in week three", "Test with last winter's worst day", "Train the analyst", "Hand over the alarm list"),
    (
        ("You will see your own lorries on the map by week three.", "Milestone: first site on the map"),
        ("Nobody has to learn a new screen.", "Excluded: changes to the screen itself"),
        ("The night shift gets the same training as the day shift.", "In scope: two training days, one of them at night"),
        ("We'll ring you, not mail you, when something is wrong.", "Clause 9: bad news by telephone, the same day"),
    ),
    ("Route analytics", "Berth planning", "Turnaround times", "Shift planning", "Yard movements", "Maintenance windows", "Cold chain alerts", "Crew rostering data", "Dock utilisation", "Signal failures"),
)  # fmt: skip

DASHBOARDS = Words(
    "decision-dashboards", "Decision dashboards", "Reporting",
    "A page that answers a question somebody must answer every week, and nothing else.",
    REPORTING,
    {
        "bronze": (24, 6, "One page, one question, in six weeks"),
        "silver": (64, 10, "Five pages that the meeting is run from"),
        "gold": (128, 16, "The whole management report, out of one set of figures"),
    },
    ("One page per decision, agreed on paper first", "Definitions that finance has signed", "A nightly refresh", "Training for those who present it"),
    ("New sources", "Printing and distribution", "Pages that nobody owns"),
    (("Paper version agreed", "0.250"), ("First page live", "0.550"), ("Meeting run from it", "0.900"), ("Handed over", "1.000")),
    (
        Outcome("The meeting is run from the page", "“No more forty slides on a Monday.”", "Four meetings in a row without a slide, minuted.", "40 slides", "0 slides", "Minutes of four meetings", "0 slides"),
        Outcome("One definition of each figure", "“Finance and operations should stop quoting different numbers.”", "Every figure has one definition, signed by finance.", "3 versions", "1 version", "Signed list", "1 version"),
        Outcome("The page is ready by eight", "“I look at it on the train.”", "Ready by 08:00 on twenty working days in a row.", "11:00", "08:00", "Refresh log", "07:40"),
    ),
    (
        ("The figures exist in the warehouse.", "We found all but two on the first call."),
        ("Finance signs the definitions within a week.", "{who} spoke for finance."),
        ("Nobody needs it on a phone.", "Asked, and they print it."),
    ),
    (
        ("Definitions are disputed", "Both shown side by side until they're settled", "A figure quoted twice in one meeting"),
        ("The owner of the page changes job", "Each page has a deputy", "News in the canteen"),
        ("Refresh is slower than the night", "Roll-ups, three days priced", "Refresh after 07:30"),
    ),
    ("Name an owner for each page", "Finance signs definitions", "Give access to the warehouse", "Hold the paper workshop"),
    ("Draw it on paper first", "Keep the list of definitions", "Train two presenters", "Watch one meeting"),
    (
        ("You'll run the May meeting from it.", "Milestone: meeting run from it"),
        ("If nobody opens a page for a month, we take it away.", "Clause 3: unused pages are retired"),
        ("Colour-blind people can read it.", "In scope: checked with two readers"),
    ),
    ("Repairs dashboard", "Board pack", "Ward view", "Sales and margin pages", "Service scorecard", "Estate condition pages", "Attendance pages", "Energy use pages", "Complaints view", "Cash view"),
)  # fmt: skip

CLEAN = Words(
    "clean-and-move", "Clean and move", "Data quality",
    "Data cleaned, matched and moved once, with a list of what couldn't be and why.",
    CLEANING,
    {
        "bronze": (30, 6, "One data set, cleaned and counted"),
        "silver": (78, 12, "Matched across three systems, moved once"),
        "gold": (150, 20, "Moved with both systems running side by side"),
    },
    ("A count of what is wrong before we start", "Matching rules that the client can read", "Two rehearsals and a move", "A list of every row that wasn't moved, with its reason"),
    ("Changes to the new system", "Data older than seven years", "Correcting paper records"),
    (("Counted", "0.150"), ("Rules agreed", "0.400"), ("Rehearsed", "0.700"), ("Moved", "0.900"), ("Old system read-only", "1.000")),
    (
        Outcome("Every row is moved or explained", "“I must be able to tell the auditor where it went.”", "Rows in = rows moved + rows on the list, to the last one.", "unknown", "100%", "Count in and out", "100%"),
        Outcome("Duplicates below one in a hundred", "“We write to some people three times.”", "Fewer than 1% duplicates in a sample of 1,000 drawn by the client.", "9%", "1%", "Sample of 1,000", "0.7%"),
        Outcome("The weekend move is uneventful", "“Nobody should notice on Monday.”", "No incident of the first two classes in the first week.", "3 incidents", "0 incidents", "Incident log", "0 incidents"),
    ),
    (
        ("Their supplier lets us read the old system.", "It's in their contract, clause 14."),
        ("About 4% of rows need a person to look at them.", "That was the rate in the sample of 2,000."),
        ("One person who knows the old codes is free.", "{who} offered two days a week."),
        ("The freeze weekend holds.", "It's in the change calendar."),
    ),
    (
        ("More rows need a person than the sample showed", "Priced at 8%; above it we re-price before going on", "First thousand rows"),
        ("The old supplier is slow", "Extracts by request, a week ahead", "No answer in two days"),
        ("The freeze weekend is taken away", "A second weekend is booked", "Change board minutes"),
    ),
    ("Read access to the old system", "Somebody who knows the old codes", "A freeze weekend", "Sign the matching rules", "Look at the doubtful rows"),
    ("Count before we touch anything", "Rehearse twice", "List what wasn't moved", "Stand by on Monday"),
    (
        ("You'll get the list of doubtful rows by week two.", "Milestone: counted, with the list"),
        ("We're there on the Monday, in the room.", "In scope: two people on site"),
        ("The old one can be switched off in June.", "Excluded: contract with the old supplier"),
    ),
    ("Customer data clean-up", "Move to the new ledger", "Supplier clean-up", "Loyalty data clean-up", "Address matching", "Policy data move", "Parts catalogue clean-up", "Pupil record move", "Tenancy data move", "Product data clean-up"),
)  # fmt: skip

OFFERINGS: dict[str, Words] = {words.slug: words for words in (PLATFORM, MODELS, ROUTES, DASHBOARDS, CLEAN)}
GRADES = ("bronze", "silver", "gold")
