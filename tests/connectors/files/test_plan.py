"""A file under its mapping: what's taken, what's asked, what's refused, row by row."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tandem.connectors.files.cells import lengthened
from tandem.connectors.files.deal import Deal, Terms
from tandem.connectors.files.match import Mapping, propose
from tandem.connectors.files.plan import plan, read
from tandem.connectors.files.table import open_table
from tests.connectors.files.made import shared

TOO_WIDE = "It has 4 cells where the header has 3: a comma or quotation mark isn't quoted."
TERMS = Terms("GBP", ZoneInfo("Europe/London"))


def planned(tmp_path, text: str, terms: Terms = TERMS, **given):
    """(plan, deals) of a file that's mapped as proposed, with what a person said on top."""
    file = tmp_path / "deals.csv"
    file.write_text(text, encoding="utf-8")
    with open_table(file) as table:
        mapping = propose(table, given.pop("system", None)).mapping
        for part, values in given.items():
            getattr(mapping, part).update(values)
        made = plan(table, mapping, terms)
        _reader, rows = read(table, mapping, made.findings, terms)
        return made, [row for row in rows if isinstance(row, Deal)]


def reasons(made) -> list[tuple[int, str, str]]:
    return [(refusal.row, refusal.column, refusal.words) for refusal in made.refusals]


def test_a_row_becomes_a_deal(tmp_path):
    made, deals = planned(
        tmp_path,
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company,Product,"
        'Description\n77, Asset  platform ,Contract sent,"£286,000.00",ana@brook.example,2026-12-11,2026-06-01 10:20,'
        'Halden  Water,GTX Pro,"a\nb"\n',
    )
    assert deals == [
        Deal(
            row=2, external_id="77", name="Asset  platform", client="Halden Water", seller="ana@brook.example",
            seller_email="ana@brook.example", stage="qualified", crm_stage="Contract sent", amount=Decimal("286000.00"),
            probability=Decimal("0.9"), close_on=date(2026, 12, 11), created_on=date(2026, 6, 1), starts_on=None,
            product="GTX Pro", lost_reason="", paragraph="a\nb",
        )
    ]  # fmt: skip
    assert (made.taken, made.refused_rows, made.open_questions) == (1, 0, [])


def test_an_ambiguous_column_is_asked_and_its_rows_wait(tmp_path):
    text = "Deal Name,Stage,Close Date\nA,Won,03/04/2026\nB,Won,05/06/2026\n"
    made, _deals = planned(tmp_path, text)
    [question] = made.open_questions
    assert (question.key, question.column, question.examples) == (
        "close_date",
        "Close Date",
        ("03/04/2026", "05/06/2026"),
    )
    assert made.taken == 0
    made, deals = planned(tmp_path, text, decisions={"close_date": "month/day"})
    assert made.open_questions == []
    assert [deal.close_on for deal in deals] == [date(2026, 3, 4), date(2026, 5, 6)]


def test_a_column_that_contradicts_itself_is_asked_and_the_misfits_are_named(tmp_path):
    text = "Deal Name,Stage,Close Date\nA,Won,30/04/2026\nB,Won,04/30/2026\n"
    made, _deals = planned(tmp_path, text, decisions={"close_date": "day/month"})
    assert reasons(made) == [(3, "Close Date", "There's no such day.")]


def test_values_that_read_only_one_way_outrank_what_was_said_of_an_earlier_file(tmp_path):
    text = "Deal Name,Stage,Close Date\nA,Won,03/04/2026\nB,Won,04/30/2026\n"
    made, deals = planned(tmp_path, text, decisions={"close_date": "day/month"})
    assert [deal.close_on for deal in deals] == [date(2026, 3, 4), date(2026, 4, 30)]
    assert made.open_questions == []


def test_every_ambiguity_has_its_question(tmp_path):
    made, _deals = planned(tmp_path, "Deal Name,Stage,Amount,Probability,Close Date\nA,Pitch,1.234,1,1/2/2026\n")
    assert [question.key for question in made.open_questions] == ["close_date", "amount", "probability", "stage:Pitch"]
    assert [question.key for question in made.questions if not question.needed] == []


@pytest.mark.parametrize(
    ("header", "row", "column", "words"),
    [
        ("Deal Name,Stage,Amount", "A,Won,call me", "Amount", "It isn't an amount."),
        ("Deal Name,Stage,Close Date", "A,Won,soon", "Close Date", "It isn't a date."),
        ("Deal Name,Stage,Close Date", "A,Won,2026-02-30", "Close Date", "There's no such day."),
        ("Deal Name,Stage,Probability", "A,Pitch,1000", "Probability", "A probability can't be over 100%."),
        ("Deal Name,Stage,Amount", "A,Won,$5", "Amount", "No rate is given for USD."),
        ("Deal Name,Stage,Amount,Currency", "A,Won,5,dosh", "Currency", "“dosh” isn't a currency that is known here."),
        ("Deal Name,Stage,Is Won", "A,Won,perhaps", "Is Won", "It's neither yes nor no."),
        ("Deal Name,Stage,Amount", "Acme, Inc,Won,5", "", TOO_WIDE),
        ("Deal Name,Stage,Amount", ",Won,5", "Deal Name", "It has no name, no client and no id."),
        ("Deal Name,Stage,Amount", "Deal Number 1,Won,6", "Deal Name", "It's the same deal as in row 2."),
        ("Deal Name,Stage,Amount", "Subtotal,,5", "", "It sums up other rows."),
    ],
)  # fmt: skip
def test_a_row_that_is_not_taken_says_why(tmp_path, header, row, column, words):
    value = "2026-01-13" if "Date" in header else "1"
    others = "\n".join(f"Other {n},Won,{value}" for n in range(3))
    made, deals = planned(
        tmp_path,
        f"{header}\nDeal Number 1,Won,{value}\n{row}\n{others}\n",
        decisions={"probability": "0 to 100"},
    )
    assert reasons(made) == [(3, column, words)]
    assert len(deals) == 4


def test_deleted_rows_are_not_mistakes(tmp_path):
    made, deals = planned(tmp_path, "Deal Name,Stage,IsDeleted\nA,Won,TRUE\nB,Won,false\n")
    assert reasons(made) == [(2, "IsDeleted", "It was deleted in the CRM.")]
    assert (made.kinds, len(deals)) == (Counter(deleted=1), 1)


def test_all_reasons_of_a_row_are_named(tmp_path):
    made, _deals = planned(tmp_path, "Deal Name,Stage,Amount,Close Date\nA,Won,dear,soon\nB,Won,1,2026-01-01\n")
    assert [refusal.column for refusal in made.refusals] == ["Close Date", "Amount"]
    assert (made.taken, made.refused_rows) == (1, 1)


def test_amounts_in_another_currency_need_a_rate(tmp_path):
    text = "Deal Name,Stage,Amount,Currency\nA,Won,100,GBP\nB,Won,100,USD\nC,Won,€100,\n"
    made, deals = planned(tmp_path, text)
    assert [question.key for question in made.open_questions] == ["rate:EUR", "rate:USD"]
    made, deals = planned(tmp_path, text, rates={"USD": "0.79", "EUR": "0,85"})
    assert [deal.amount for deal in deals] == [Decimal("100.00"), Decimal("79.00"), Decimal("85.00")]
    assert made.refused_rows == 0


def test_a_file_whose_amounts_carry_signs_asks_for_their_rate(tmp_path):
    made, _deals = planned(tmp_path, "Deal Name,Stage,Amount\nA,Won,€100\nB,Won,£5\n")
    assert [question.key for question in made.questions if question.key.startswith("rate")] == ["rate:EUR"]


def test_a_list_of_accounts_is_not_a_list_of_deals():
    with open_table(shared("maven_crm/accounts.csv")) as table:
        made = plan(table, propose(table).mapping, TERMS)
    assert [question.key for question in made.open_questions] == ["columns"]


def test_a_deal_without_a_name_is_named_by_what_it_is(tmp_path):
    _made, deals = planned(
        tmp_path, "Opportunity ID,Product,Account,Stage\n1,Audit,Halden,Won\n2,Audit,,Won\n3,,Halden,Won\n4,,,Won\n"
    )
    assert [deal.name for deal in deals] == ["Audit for Halden", "Audit", "Halden", "4"]


def test_won_and_lost_deals_close_when_they_did(tmp_path):
    header = "Deal - Title,Deal - Status,Deal - Stage,Deal - Expected close date,Deal - Won time,Deal - Lost time\n"
    rows = "A,Won,Proposal Made,2026-01-01,2026-02-02 10:00,\nB,Lost,Proposal Made,2026-01-01,,2026-03-03 10:00\n"
    rows += "C,Open,Proposal Made,2026-01-01,,\n"
    _made, deals = planned(tmp_path, header + rows)
    assert [(deal.stage, deal.close_on.month) for deal in deals] == [("signed", 2), ("lost", 3), ("qualified", 1)]


def test_a_person_may_say_what_a_stage_means(tmp_path):
    text = "Deal Name,Stage,Amount\nA,Engaging,1\nB,Handshake,1\nC,Contract sent,1\n"
    made, deals = planned(
        tmp_path, text, stages={"engaging": "qualified", "Handshake": "signed", "Contract sent": "accepted"}
    )
    assert [deal.stage for deal in deals] == ["qualified", "signed", "qualified"]
    assert {question.key: question.answer for question in made.questions}["stage:Engaging"] == "qualified"


def test_both_lengths_of_a_salesforce_id_are_one_deal():
    assert lengthened("00130000000abcd") == "00130000000abcdAAA"
    assert lengthened("001A0000006Vm9r") == "001A0000006Vm9rIAC"


def test_ids_kept_by_a_formula_and_control_characters_are_cleaned(tmp_path):
    _made, deals = planned(tmp_path, 'Deal ID,Deal Name,Stage\n"=""0012""",Re\x07view,Won\n')
    assert (deals[0].external_id, deals[0].name) == ("0012", "Review")


def test_what_is_too_long_is_cut_and_remarked(tmp_path):
    made, deals = planned(tmp_path, f"Deal Name,Stage\n{'x' * 300},Won\n")
    assert (len(deals[0].name), deals[0].remarks) == (200, ("“Deal Name” was cut to 200 characters.",))
    assert made.remarks == [(2, "“Deal Name” was cut to 200 characters.")]


def test_columns_in_another_order_are_read_by_their_names(tmp_path):
    mapping = Mapping("file", {"name": "Deal Name", "stage": "Stage", "amount": "Amount"})
    file = tmp_path / "deals.csv"
    file.write_text("Stage,Amount,Deal Name\nWon,5,A\n")
    with open_table(file) as table:
        assert plan(table, mapping, TERMS).by_stage == {"signed": (1, Decimal(5))}


def test_the_maven_pipeline_is_planned_whole():
    """Every row counted; sums by stage as the csv module alone finds them."""
    path = shared("maven_crm/sales_pipeline.csv")
    arrives = {"Won": "signed", "Lost": "lost", "Engaging": "lead", "Prospecting": "lead"}
    counted, summed = Counter(), Counter()
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            counted[arrives[row["deal_stage"]]] += 1
            summed[arrives[row["deal_stage"]]] += int(row["close_value"] or 0)
    with open_table(path) as table:
        made = plan(table, propose(table).mapping, TERMS)
        _reader, rows = read(table, made.mapping, made.findings, TERMS)
        deals = list(rows)
    assert (made.findings.rows, made.taken, made.refused_rows) == (8800, 8800, 0)
    assert [question.key for question in made.open_questions] == ["stage:Engaging"]
    assert made.by_stage == {stage: (counted[stage], summed[stage]) for stage in counted}
    assert sum(not deal.client for deal in deals) == 1425
    assert sum(deal.created_on is None for deal in deals) == 500
    assert sum(deal.product == "GTXPro" for deal in deals) == 1480


def test_deleted_rows_of_a_real_salesforce_file_are_named():
    with open_table(shared("crm_exports/salesforce/sf_opportunity_data.csv")) as table:
        made = plan(table, propose(table).mapping, TERMS)
    assert (made.taken, made.kinds) == (0, Counter(deleted=10))
    assert [refusal.row for refusal in made.refusals] == list(range(2, 12))


def test_a_real_hubspot_file_is_taken_whole():
    with open_table(shared("crm_exports/hubspot/deal_data.csv")) as table:
        made = plan(table, propose(table).mapping, TERMS)
    assert (made.findings.rows, made.taken) == (44, 44)
    assert [question.key for question in made.open_questions] == ["stage:(none)"]
