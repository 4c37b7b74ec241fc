"""What clients said: scores with their words by quarter, and what surprised them."""

# client, deal: (score, words) of this quarter. 14 of 23 are nines and tens, two are six or less: +52.
THIS_QUARTER = (
    ("Castell Housing", "Repairs dashboard", 10, "Did exactly what the page said."),
    ("Tidewater Credit", "Fraud features", 9, "They told us the truth in week one."),
    ("Brackwater Bank", "Customer 360", 8, "They say no early. I like that."),
    ("Orrin Foods", "Demand forecast", 7, "Good people, moving target."),
    ("Corvid Insurance", "Claims lakehouse", 5, "Nobody told us the test data was our job."),
    ("Corvid Insurance", "Broker portal feeds", 6, "It works. Getting there took more of my team than I had agreed."),
    ("Dunmore Dairy", "Yield forecast", 9, "Their error was a quarter of ours and they showed us where it wasn't."),
    (
        "Inverleith Asset Management",
        "Move to the new ledger",
        8,
        "Uneventful Monday. The list of what didn't move was long but honest.",
    ),
    ("Brackwater Bank", "Branch footfall", 10, "Six weeks, one page of maths, done."),
    ("Tidewater Credit", "Arrears pages", 9, "My Monday meeting is shorter by half an hour."),
    ("Tidewater Credit", "Arrears pages", 7, "Good. I would have liked the training sooner."),
    ("Hartwell Rail", "Crew rostering data", 9, "They rode along on a night shift before they wrote a line."),
    ("Ashdown Hospitals Trust", "Ward view", 10, "A nurse drew it and they built what she drew."),
    ("Ashdown Hospitals Trust", "Ward view", 9, "They rang before I had noticed anything."),
    ("Kestrel Airports", "Turnaround times", 8, "Small and quick. Now we need somebody to run it."),
    ("Loxley Retail", "Price response", 9, "I trust the number because they showed me the old one beside it."),
    ("Thornbury Building Society", "Lending data store", 10, "Our auditors asked who wrote the rejection reports."),
    (
        "Thornbury Building Society",
        "Lending data store",
        9,
        "The same two people from the first call to the last load.",
    ),
    ("Zennor Wind", "Yield forecast", 9, "They said what it can't do, and it can't."),
    ("Merrow Council", "Cash view", 8, "Late by a week, told in time."),
    ("Ravensdale Steel", "Plant historian", 7, "The works don't use it yet; the office does."),
    ("Wexcombe University", "Student record move", 10, "Every record accounted for, to the last one."),
    ("Wexcombe University", "Student record move", 9, "They stood in the room on the Monday."),
)
# The scores of last quarter: +46 of 24.
LAST_QUARTER = (10, 9, 9, 8, 10, 3, 9, 7, 9, 9, 10, 8, 6, 9, 7, 9, 10, 8, 9, 5, 7, 9, 8, 9)
EARLIER = (9, 7, 10, 8, 6, 9, 9, 4, 8, 10, 7, 9, 9, 8, 5, 9, 10, 8, 7, 9, 6, 9, 8, 10, 9, 3, 9, 8, 9, 7)
PRAISE = (
    "They did what they said, in the order they said it.", "No surprises, which is rare.", "Friday reports that I actually read.",
    "Our analyst runs it now. That was the point.", "They counted first and then promised.", "Short meetings, clear notes.",
)  # fmt: skip
LUKEWARM = (
    "Solid. A little heavy on workshops.", "Good in the end; the middle was long.", "Fine work. Tell us earlier when dates move.",
    "I would use them again for the same thing.", "The second half was better than the first.",
)  # fmt: skip
COMPLAINT = (
    "Too many faces. We explained ourselves three times.", "The date moved twice and I heard it from my own people.",
    "We were sold a start in March and got one in May.", "The training came when nobody was free.",
)  # fmt: skip
# client, deal, origin, days lost, words. Of this quarter: nine, four of them with Corvid.
SURPRISES = (
    ("Corvid Insurance", "Claims lakehouse", "duty", 12, "Test data was to come from them, anonymised. Nobody had told them."),
    ("Corvid Insurance", "Claims lakehouse", "duty", 4, "Their security team must sign each new source; we found out on day nine."),
    ("Corvid Insurance", "Claims lakehouse", "duty", 3, "The data owner has no time before month end."),
    ("Corvid Insurance", "Claims lakehouse", "promise", 6, "They expect a live feed to brokers: “Aisha said it would be no trouble.”"),
    ("Orrin Foods", "Demand forecast", "promise", 5, "A forecast by store was mentioned at lunch; we sold it by region."),
    ("Orrin Foods", "Demand forecast", "estimate", 7, "Promotions took three times the days that we had priced."),
    ("Brackwater Bank", "Customer 360", "duty", 2, "Access by role waits on a committee that meets monthly."),
    ("Kestrel Airports", "Turnaround times", "estimate", 2, "Stand numbers are written in four ways."),
    ("Ullscarf Outdoor", "Loyalty data clean-up", "promise", 3, "They were told that old points would be merged as well."),
)  # fmt: skip
# Origins of the fourteen of last quarter.
EARLIER_ORIGINS = (
    ("duty", 5, "They were to name a data owner; we never wrote it down."), ("duty", 3, "Nobody had asked for the firewall."),
    ("promise", 4, "A second site was promised on a call."), ("promise", 2, "Weekend support had been mentioned."),
    ("estimate", 6, "The supplier codes needed a person for one in twelve rows."), ("assumption", 5, "The sample was cleaner than the whole."),
    ("assumption", 3, "The archive had a gap of five months."), ("capacity", 8, "Two of ours were still on another project."),
    ("risk", 4, "Their key engineer left and nobody had taken that risk on."), ("client", 6, "The sponsor moved to another division."),
    ("client", 3, "A merger froze their change calendar."), ("fit", 5, "Nobody there could take it over, and nobody wanted to."),
    ("estimate", 3, "Matching ran longer than priced."), ("unknown", 2, "A flood in their computer room."),
)  # fmt: skip
# Both voices of a debrief, the lesson and where it belongs, whether it was taken up (None: not decided yet).
LESSONS = (
    ("I should have asked who draws the sample.", "We priced on a sample that nobody of ours had drawn.",
     "Ask in scoping who draws the sample, and write the name down.", "checklist", True),
    ("I said yes to training in the holidays.", "Nobody was free to be trained when we were ready.",
     "Training days are fixed in the scope, with names.", "clause", True),
    ("They bought the second site in their heads.", "The second site has other trackers; we estimated one.",
     "Estimate each site by itself; twelve days more for a second.", "estimate", True),
    ("The sponsor changed and I didn't tell delivery for a week.", "We found out in a steering group.",
     "A change of sponsor is told the same day, by telephone.", "practice", None),
    ("It was our kind of client after all.", "Their data had an owner from day one, and it showed.",
     "Data readiness weighs more in the profile.", "profile", None),
    ("I promised a date before Daniel had looked.", "We began with half the crew.",
     "No start date leaves the house without a hold behind it.", "practice", True),
    ("They asked for pages nobody opens.", "Three of eleven pages are unused.",
     "Agree on paper who opens each page, and when.", "checklist", None),
    ("Good: I left the vans out in writing.", "The exclusion saved us a fortnight.",
     "Keep the exclusion of undelivered devices as a standard clause.", "clause", True),
    ("Support after go-live was in my head, not in the scope.", "We gave two weeks away.",
     "Two weeks of support after go-live are priced in Silver and Gold.", "estimate", False),
)  # fmt: skip
NO_LESSON = "Went as planned; both sides looked and found nothing to change."
CASTELL = (
    "They knew what they wanted because we drew it on paper first.", "Two days to spare. The paper workshop is worth a week.",
    "The paper workshop comes before any data in Bronze.", "clause", True,
)  # fmt: skip
