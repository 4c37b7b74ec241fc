"""Small exports with the result that they should give, the whole way by the command: what is asked, what comes in, and that
the same file again changes nothing. The files lie in the shared data, each with its right result in their README."""

import io
import re
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from tandem.connectors.actions import receive, undo
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.batches import refused_rows
from tandem.engagements.models import Engagement
from tandem.people.models import Firm
from tests.connectors.files.made import shared

FOLDER = "import_cases"
STAGES = "stage:*=lead"


class Command:
    """`said` is what it wrote, `asked` the keys of what it asks, `code` how it ended."""

    def __init__(self) -> None:
        self.said, self.asked, self.code = "", [], 0

    def __call__(self, path, *answers: str, dry: bool = False) -> "Command":
        out, options = io.StringIO(), [part for each in answers for part in ("--answer", each)]
        self.code = 0
        try:
            call_command("import", "deals", str(path), *options, *(["--dry-run"] if dry else []), stdout=out)
        except CommandError as ended:
            self.code = ended.returncode
            out.write(str(ended))
        self.said = out.getvalue()
        batch = ImportBatch.objects.latest("pk")
        self.asked = [asked["key"] for asked in batch.questions if asked["needed"]]
        return self

    def brings(self, name: str, *answers: str, asks: list[str] | None = None) -> list[tuple]:
        """The file as the command brings it in: asked without the answers, in with them, and the same twice."""
        path = shared(f"{FOLDER}/{name}")
        if answers and asks is not None:
            assert self(path, dry=True).code == 3
            assert sorted(self.asked) == sorted(asks)
        assert self(path, *answers, dry=True).code == 0, self.said
        assert Engagement.objects.count() == 0
        assert self(path, *answers).code == 0, self.said
        found = deals()
        assert "Nothing changed" in self(path, *answers).said
        assert deals() == found
        return found


def deals() -> list[tuple]:
    rows = Engagement.objects.select_related("account").order_by("name", "pk")
    return [
        (deal.name, str(deal.account or ""), deal.stage, deal.amount, str(deal.close_on or ""), deal.seller_words)
        for deal in rows
    ]


@pytest.fixture
def command(importer) -> Command:
    Firm.objects.update(currency="EUR")
    return Command()


def test_only_certain_words_are_wins(command):
    found = command.brings("stage_words.csv", "stage:*=lead", "stage:Won't proceed=lost")
    assert {name for name, _client, stage, *_rest in found if stage == "signed"} == {"D13", "D14"}
    assert [row[0] for row in found if row[2] == "lost"] == ["D1"]


def test_every_other_word_is_asked(command):
    command(shared(f"{FOLDER}/stage_words.csv"))
    assert command.code == 3
    assert len(command.asked) == 18
    assert "stage:Almost won" in command.asked
    assert '--answer "stage:Almost won=lead|qualified|signed|lost"' in command.said
    assert Engagement.objects.count() == 0


def test_close_counts_cents_and_a_monthly_value_is_asked(command):
    found = command.brings("close_opportunities.csv", "period:month=12", asks=["period:month"])
    assert found == [
        ("Audit of the platform", "Orchard Ltd", "lead", Decimal(12500), "2026-12-18", "Ana Ruiz"),
        ("Retainer", "Quay AB", "lead", Decimal(24000), "2026-12-02", "Bo Lind"),
        ("Rollout", "Quay AB", "signed", Decimal(80000), "2026-11-02", "Ana Ruiz"),
    ]
    assert "counts cents" in command.said


def test_dynamics_has_its_client_its_ids_and_what_was_won(command):
    found = command.brings("dynamics365.xlsx")
    assert found == [
        ("Audit", "Orchard Ltd", "lead", Decimal(12500), "2026-12-18", "Ana Ruiz"),
        ("Pilot", "Quay AB", "lost", Decimal("999.99"), "2026-11-03", "Bo Lind"),
        ("Rollout", "Quay AB", "signed", Decimal(80000), "2026-11-02", "Ana Ruiz"),
    ]
    assert command(shared(f"{FOLDER}/dynamics365.xlsx"), "column:client=Potential Customer").code == 0
    assert len(deals()) == 3


def test_zoho_is_a_system_of_its_own(command):
    found = command.brings("zoho_deals.csv")
    assert "read as Zoho CRM" in command.said
    assert [(row[0], row[2], row[3]) for row in found] == [
        ("Audit", "lead", Decimal(12500)), ("Pilot", "lost", Decimal("999.99")), ("Rollout", "signed", Decimal(80000)),
    ]  # fmt: skip
    assert [str(deal.created_at.date()) for deal in Engagement.objects.order_by("name")] == [
        "2026-10-01", "2026-09-01", "2026-09-01",
    ]  # fmt: skip
    assert Engagement.objects.get(name="Audit").probability == Decimal("0.5")


def test_rates_of_a_german_report_are_asked(command):
    found = command.brings(
        "salesforce_report_de_usd.csv", "rate:USD=0.9", "rate:CHF=1.05", asks=["rate:CHF", "rate:USD"]
    )
    assert found == [
        ("Einführung", "Quay AB", "signed", Decimal("1313.03"), "2026-11-05", "Ana Ruiz"),
        ("Prüfung", "Quay AB", "lead", Decimal("11250.00"), "2026-12-03", "Ana Ruiz"),
    ]


def test_a_companys_own_currency_is_not_converted_again(command):
    found = command.brings("hubspot_company_currency_only.csv", "rate:USD=0.93")
    assert [(row[0], row[3]) for row in found] == [("Data room", Decimal(20000)), ("Platform audit", Decimal(46500))]
    assert "read as EUR, and not converted" in command(shared(f"{FOLDER}/hubspot_company_currency_only.csv")).said


def test_the_converted_column_is_offered_and_pipelines_are_known(command):
    path = shared(f"{FOLDER}/hubspot_multicurrency.csv")
    assert command(path).code == 3
    assert command.asked == ["rate:GBP", "rate:USD"]
    assert "0.93 by “Amount in company currency”" in command.said
    assert '--answer "column:amount=Amount in company currency"' in command.said
    found = command.brings("hubspot_multicurrency.csv", "column:amount=Amount in company currency")
    assert [row[:4] for row in found] == [
        ("Data room", "Orchard Ltd", "lead", Decimal(20000)),
        ("Pilot", "Quay AB", "lost", None),
        ("Platform audit", "Orchard Ltd", "lead", Decimal(46500)),
        ("Rollout", "Quay AB", "signed", Decimal(92800)),
    ]
    assert Engagement.objects.get(name="Data room").crm_stage == "Contract Sent (Sales Pipeline)"


def test_rates_give_the_same(command):
    found = command.brings("hubspot_multicurrency.csv", "rate:USD=0.93", "rate:GBP=1.16")
    assert [row[3] for row in found] == [Decimal(20000), None, Decimal(46500), Decimal(92800)]


def test_the_filled_one_of_two_columns_is_read(command):
    assert command.brings("dup_headers.csv") == [
        ("Audit", "Orchard Ltd", "lead", Decimal(12500), "2026-12-18", "Ana Ruiz"),
        ("Pilot", "Quay AB", "lost", Decimal("999.99"), "2026-11-03", "Bo Lind"),
        ("Pilot 2", "Quay AB", "lead", Decimal("999.99"), "2026-11-03", "Bo Lind"),
        ("Rollout", "Quay AB", "signed", Decimal(80000), "2026-11-02", "Ana Ruiz"),
    ]
    assert "  Amount: it's empty" in command.said


def test_the_sheet_that_is_read_is_said_and_the_other_offered(command):
    path = shared(f"{FOLDER}/two_sheets.xlsx")
    command(path, dry=True)
    assert "The sheet “2025” is read. Not read: “2026” (2 rows)." in command.said
    assert '--answer "sheet=2026"' in command.said
    assert [row[0] for row in command.brings("two_sheets.xlsx", "sheet=2026")] == ["New", "New 2"]
    assert command(path, "sheet=2027").code == 1
    assert "It has: 2025, 2026." in command.said


@pytest.mark.parametrize(
    ("answers", "amounts"),
    [
        (["conflict=column"], [1000, 2000]),
        (["conflict=cell", "rate:USD=0.9", "rate:GBP=1.2"], [900, 2400]),
    ],
)
def test_a_cell_that_contradicts_its_row_is_asked(command, answers, amounts):
    found = command.brings("currency_conflict.csv", *answers, asks=["conflict"])
    assert [row[3] for row in found] == amounts


def test_days_and_figures_in_every_spelling_are_asked_or_named(command):
    command(shared(f"{FOLDER}/mixed_dates.csv"))
    assert command.code == 3
    assert {"close_date", "created_date", "amount"} & set(command.asked)
    command(shared(f"{FOLDER}/dates_all.csv"), "column:created_date=none")
    assert command.code == 4
    assert {str(day) for day in Engagement.objects.exclude(close_on=None).values_list("close_on", flat=True)} <= {
        "2026-12-18", "2026-12-19",
    }  # fmt: skip
    assert "Row 19 Close date: It isn't a date. TBC" in command.said


def test_equal_deals_all_come_in(command):
    assert len(command.brings("ties.csv")) == 230


def test_one_name_with_one_legal_form_is_one_client(command):
    """B.V. is BV, Limited is Ltd, S.A. is SA, S.p.A. is SpA; what differs in law stays apart, and that is asked."""
    found = command.brings("near_names.csv", "forms:orchard=several", asks=["forms:orchard"])
    clients: dict[str, set[str]] = {}
    for name, client, *_rest in found:
        clients.setdefault(client, set()).add(name)
    together = {frozenset(names) for names in clients.values() if len(names) > 1}
    assert together == {
        frozenset(names.split()) for names in ("D1 D2", "D3 D27 D30 D31", "D4 D5 D28 D29", "D6 D7", "D8 D9", "D13 D14", "D15 D16", "D32 D33")
    }  # fmt: skip
    assert len(clients) == 21


def test_that_all_forms_are_one_client_is_an_answer(command):
    found = command.brings("near_names.csv", "forms:orchard=one")
    assert {client for _name, client, *_rest in found} == {"Orchard BV", "Orchard (UK) Ltd"}


PUT_RIGHT = [
    ("Pilot", "Quay AB", "lead", Decimal(5000), "2026-12-21", "Bo Lind"),
    ("Rollout", "Quay AB", "lead", Decimal(80000), "2026-12-20", "Ana Ruiz"),
]


def test_the_earlier_kind_of_error_file_comes_back(command):
    command(shared(f"{FOLDER}/roundtrip_pipedrive_prob_only.csv"))
    assert command.code == 4
    assert command(shared(f"{FOLDER}/not-taken-fixed.csv")).code == 0
    assert deals()[1:] == PUT_RIGHT
    assert "read as Pipedrive" in command.said


def test_our_own_error_file_comes_back(command, world, tmp_path):
    command(shared(f"{FOLDER}/roundtrip_pipedrive_prob_only.csv"))
    batch = ImportBatch.objects.latest("pk")
    with receive.opened(batch) as table:
        text = "".join(refused_rows(batch, table, receive.terms(), world.lea))
    assert len(text.splitlines()) == 3
    path = tmp_path / "not-taken.csv"
    path.write_text(re.sub(",[12]50,Quay", ",50,Quay", text), encoding="utf-8")
    assert command(path).code == 0
    assert deals()[1:] == PUT_RIGHT
    assert "Nothing changed" in command(path).said


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("stage_words.csv", [STAGES]), ("close_opportunities.csv", ["period:month=1"]), ("dynamics365.xlsx", []),
        ("zoho_deals.csv", []), ("salesforce_report_de_usd.csv", ["rate:USD=0.9", "rate:CHF=1"]), ("dup_headers.csv", []),
        ("hubspot_multicurrency.csv", ["rate:USD=0.93", "rate:GBP=1.16"]), ("ties.csv", []), ("two_sheets.xlsx", []),
        ("currency_conflict.csv", ["conflict=column"]), ("near_names.csv", ["forms:orchard=several"]),
    ],
)  # fmt: skip
def test_every_case_is_undone_without_a_trace(command, world, name, answers):
    command(shared(f"{FOLDER}/{name}"), *answers)
    batch = ImportBatch.objects.latest("pk")
    assert batch.created
    undo.run(undo.start(batch, by=world.lea, at=world.at), by=world.lea, at=world.at)
    assert Engagement.objects.count() == 0
