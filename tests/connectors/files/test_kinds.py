"""Siblings of the cases: the same kinds of files from other vendors and in other languages, made here."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.connectors.files.deal import Deal, Terms
from tandem.connectors.files.guess import Hints, likely, missing
from tandem.connectors.files.match import propose
from tandem.connectors.files.plan import plan, read
from tandem.connectors.files.questions import Unread
from tandem.connectors.files.stages import QUALIFIED, SIGNED, meaning, word
from tandem.connectors.files.systems import SYSTEMS, system_of
from tandem.connectors.files.table import open_table
from tandem.connectors.files.vocabulary import LOST_WORDS, VOCABULARIES, WON

TERMS = Terms("EUR")
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

# system: header, one row of an open deal worth 1,250 that Ana Ruiz sells to Quay AB, due on 18 December 2026
EXPORTS: dict[str, tuple[str, str]] = {
    "hubspot": (
        "Record ID|Deal Name|Deal Stage|Close Date|Deal owner|Amount|Pipeline|Create Date|Associated Company",
        "1|Audit|Presentation Scheduled|2026-12-18 17:00|Ana Ruiz|1250|Sales Pipeline|2026-10-01 09:15|Quay AB",
    ),
    "hubspot ": (
        "Datensatz-ID|Deal-Name|Deal-Phase|Abschlussdatum|Zuständiger Mitarbeiter für Deal|Betrag|Erstellungsdatum|Zugeordnetes Unternehmen",
        "1|Audit|Präsentation vereinbart|2026-12-18 17:00|Ana Ruiz|1250|2026-10-01 09:15|Quay AB",
    ),
    "hubspot  ": (
        "ID de fiche d'informations|Nom de la transaction|Phase de la transaction|Date de fermeture|Propriétaire de la transaction"
        "|Montant|Date de création|Entreprise associée",
        "1|Audit|Présentation planifiée|2026-12-18 17:00|Ana Ruiz|1250|2026-10-01 09:15|Quay AB",
    ),
    "hubspot   ": (
        "ID de registro|Nombre del negocio|Etapa del negocio|Fecha de cierre|Propietario del negocio|Importe|Fecha de creación"
        "|Empresa asociada",
        "1|Audit|Presentación programada|2026-12-18 17:00|Ana Ruiz|1250|2026-10-01 09:15|Quay AB",
    ),
    "salesforce-report": (
        "Opportunity ID|Opportunity Owner|Account Name|Opportunity Name|Stage|Amount|Probability (%)|Close Date|Created Date|Type|Next Step",
        "0065g00000abcde|Ana Ruiz|Quay AB|Audit|Proposal/Price Quote|1250|75|2026-12-18|2026-10-01|New|Call",
    ),
    "salesforce-report ": (
        "Opportunity-Inhaber|Accountname|Opportunity-Name|Phase|Betrag|Wahrscheinlichkeit (%)|Schlusstermin|Erstelldatum|Lead-Quelle",
        "Ana Ruiz|Quay AB|Audit|Verhandlung/Überprüfung|1.250,00|90|18.12.2026|01.10.2026|Messe",
    ),
    "salesforce-report  ": (
        "Propriétaire de l'opportunité|Nom du compte|Nom de l'opportunité|Étape|Montant|Probabilité (%)|Date de clôture|Date de création",
        "Ana Ruiz|Quay AB|Audit|Négociation/Révision|1 250,00|90|18/12/2026|01/10/2026",
    ),
    "salesforce-report   ": (
        "Propietario de la oportunidad|Nombre de la cuenta|Nombre de la oportunidad|Etapa|Importe|Probabilidad (%)|Fecha de cierre"
        "|Fecha de creación",
        "Ana Ruiz|Quay AB|Audit|Negociación/Revisión|1.250,00|90|18/12/2026|01/10/2026",
    ),
    "pipedrive": (
        "Deal - ID|Deal - Title|Deal - Owner|Deal - Value|Deal - Currency of Value|Organization - Name|Deal - Stage|Deal - Status"
        "|Deal - Expected close date|Deal - Deal created|Deal - Weighted value",
        "1|Audit|Ana Ruiz|1250|EUR|Quay AB|Proposal Made|Open|2026-12-18|2026-10-01|625",
    ),
    "zoho": (
        "Record Id|Deal Owner.id|Deal Owner|Amount|Deal Name|Closing Date|Account Name|Stage|Probability (%)|Expected Revenue|Created Time",
        "zcrm_1|zcrm_2|Ana Ruiz|1250|Audit|2026-12-18|Quay AB|Needs Analysis|20|250|2026-10-01 09:00:00",
    ),
    "zoho ": (
        "ID de registro|Propietario de Trato|Importe|Nombre de Trato|Fecha de cierre|Nombre de Cuenta|Fase|Hora de creación",
        "zcrm_1|Ana Ruiz|1250|Audit|2026-12-18|Quay AB|Análisis de necesidades|2026-10-01 09:00:00",
    ),
    "dynamics": (
        "(Do Not Modify) Opportunity|(Do Not Modify) Row Checksum|Topic|Potential Customer|Account|Est. Close Date|Est. Revenue"
        "|Status|Owner|Created On|Actual Revenue|Actual Close Date|Currency",
        "6f0c|abc|Audit|Quay AB||2026-12-18|1250|Open|Ana Ruiz|2026-10-01|||Euro",
    ),
    "dynamics ": (
        "(Nicht ändern) Verkaufschance|(Nicht ändern) Zeilenprüfsumme|Thema|Potenzieller Kunde|Gesch. Abschlussdatum|Gesch. Umsatz"
        "|Status|Besitzer|Erstellt am|Tatsächlicher Umsatz|Währung",
        "6f0c|abc|Audit|Quay AB|18.12.2026|1.250,00|Offen|Ana Ruiz|01.10.2026||Euro",
    ),
    "odoo": (
        "External ID|Opportunity|Customer|Company|Salesperson|Sales Team|Stage|Expected Revenue|Prorated Revenue|Probability"
        "|Expected Closing|Created on|Active",
        "__export__.crm_lead_1|Audit|Quay AB|Our Own Firm|Ana Ruiz|Europe|Proposition|1250|625|50|2026-12-18|2026-10-01 08:00:00|True",
    ),
    "freshsales": (
        "Deal id|Deal name|Deal value|Deal stage|Deal pipeline|Sales owner|Account name|Expected close date|Created at|Currency",
        "1|Audit|1250|Negotiation|Default Pipeline|Ana Ruiz|Quay AB|2026-12-18|2026-10-01|EUR",
    ),
    "close": (
        "id|lead_name|contact_name|user_name|note|status_label|status_type|value|value_period|value_currency|confidence|date_created|date_won",
        "oppo_1|Quay AB|Kim Day|Ana Ruiz|Audit|Proposal Sent|active|125000|one_time|EUR|50|2026-10-01T09:00:00+00:00|2026-12-18",
    ),
    "copper": (
        "Copper ID|Name|Primary Contact|Company|Owned By|Pipeline|Stage|Status|Value|Win Probability|Close Date|Loss Reason|Created At",
        "1|Audit|Kim Day|Quay AB|Ana Ruiz|Sales|Presentation|Open|1250|40|2026-12-18||2026-10-01",
    ),
    "capsule": (
        "Id|Name|Organisation|Owner|Milestone|Status|Value|Currency|Probability|Expected Close Date|Actual Close Date|Created",
        "1|Audit|Quay AB|Ana Ruiz|Proposal|Open|1250|EUR|50|2026-12-18||2026-10-01",
    ),
    "suitecrm": (
        "ID|Opportunity Name|Account Name|Sales Stage|Opportunity Amount|Currency|Expected Close Date|Date Created|Assigned User Name",
        "ab-1|Audit|Quay AB|Needs Analysis|1250|-99|2026-12-18|2026-10-01|Ana Ruiz",
    ),
    "monday": (
        "Name|Stage|Owner|Deal Value|Close Probability|Forecast Value|Expected Close Date|Accounts|Deal creation date|Item ID (auto generated)",
        "Audit|Proposal|Ana Ruiz|1250|50%|625|2026-12-18|Quay AB|2026-10-01|998877",
    ),
    "attio": (
        "Record ID|Deal name|Deal stage|Deal owner|Deal value|Associated people|Associated company|Created at|Close date",
        "a1b2|Audit|In Progress|Ana Ruiz|1250|Kim Day|Quay AB|2026-10-01T09:00:00Z|2026-12-18",
    ),
}  # fmt: skip


def written(header: str, *rows: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(line.split("|") for line in (header, *rows))
    return out.getvalue()


def planned(path, text: str, hints: Hints = Hints(), **given):  # noqa: B008 (it's frozen)
    """(plan, deals) of a file, mapped as it's proposed and asked as a person is."""
    path.write_text(text, encoding="utf-8")
    with open_table(path) as table:
        proposal = propose(table)
        mapping = proposal.mapping
        for part, values in given.items():
            getattr(mapping, part).update(values)
        names = {ours: likely(ours, proposal, mapping, hints) for ours in missing(mapping, proposal.weighed)}
        made = plan(table, mapping, TERMS, unread=Unread(names, proposal.torn))
        _reader, rows = read(table, mapping, made.findings, TERMS)
        return made, [row for row in rows if isinstance(row, Deal)]


@pytest.mark.parametrize("system", EXPORTS)
def test_each_system_is_itself_and_loses_nothing(tmp_path, system):
    header, row = EXPORTS[system]
    assert system_of(header.split("|")) == system.strip()
    made, [deal] = planned(tmp_path / "deals.csv", written(header, row), decisions={"created_date": "day/month"})
    assert made.open_questions == []
    assert (deal.name, deal.client, deal.seller, deal.amount) == ("Audit", "Quay AB", "Ana Ruiz", Decimal(1250))
    assert (str(deal.close_on), str(deal.created_on)) == ("2026-12-18", "2026-10-01")
    assert deal.stage in ("lead", QUALIFIED)


def test_every_system_has_an_export_here():
    assert {name.strip() for name in EXPORTS} == set(SYSTEMS) - {"file", "salesforce"}


@pytest.mark.parametrize("system", EXPORTS)
@pytest.mark.parametrize("left_out", ["client", "seller", "stage", "amount", "close_date", "created_date"])
def test_no_essential_column_is_left_unread_in_silence(tmp_path, system, left_out):
    """Under a name that nobody knows, each is asked for, and its column offered."""
    header, row = EXPORTS[system]
    made, _deals = planned(tmp_path / "deals.csv", written(header, row))
    column = made.mapping.columns[left_out if left_out in made.mapping.columns else "status"]
    renamed = "|".join("Zzq" if name == column else name for name in header.split("|"))
    if system_of(renamed.split("|")) != system.strip():
        pytest.skip("its name was what told the system")
    hints = Hints(frozenset({"anaruiz"}), frozenset({"quayab"}))
    made, _deals = planned(tmp_path / "deals.csv", written(renamed, row), hints)
    if left_out in made.mapping.columns or (left_out == "stage" and {"status", "stage"} & made.mapping.columns.keys()):
        return  # another column says it
    [asked] = [each for each in made.open_questions if each.key == f"column:{left_out}"]
    assert "Zzq" in asked.choices
    assert asked.choices[-1] == "none"


@given(st.sampled_from(sorted(VOCABULARIES)), st.sampled_from([*WON, *LOST_WORDS]), st.data())
@SLOW
def test_words_around_won_and_lost_are_never_won(system, label, data):
    """Whatever else is said beside it, won isn't won any more."""
    before = data.draw(
        st.sampled_from(["", "Almost ", "Not yet ", "NDA ", "Waiting for ", "Won't be ", "Fast ", "Nicht ", "Pas "])
    )
    after = data.draw(
        st.sampled_from(["", " ?", "?", " soon", " (pending)", " - maybe", " bald", " peut-être", " 50%"])
    )
    said = f"{before}{label}{after}"
    if word(said) in {word(each) for each in (*WON, *LOST_WORDS)}:
        return
    assert meaning(system, said).stage != SIGNED, said
    assert not meaning(system, said).known


@given(
    st.sampled_from(WON),
    st.sampled_from([str.upper, str.lower, str.title, str]),
    st.sampled_from([" ", " - ", "/", "-", "  "]),
)
@SLOW
def test_the_dress_of_a_word_does_not_matter(label, dress, between):
    if " " in label:
        assert meaning("file", dress(label.replace(" ", between))).stage == SIGNED


def test_no_word_means_two_things():
    for system in VOCABULARIES:
        seen: dict[str, str] = {}
        for labels, internal, _percent, stage in VOCABULARIES[system]:
            for label in filter(None, [*labels.split("|"), internal]):
                assert seen.setdefault(word(label), stage) == stage, (system, label)
    assert not {word(each) for each in WON} & {word(each) for each in LOST_WORDS}


@pytest.mark.parametrize("pipeline", ["Renewals", "Partnergeschäft", "Pipeline des ventes"])
def test_stages_of_several_pipelines_are_known(tmp_path, pipeline):
    header = "Record ID|Deal Name|Deal Stage|Amount|Pipeline"
    text = written(header, f"1|A|Closed Won ({pipeline})|1|{pipeline}", f"2|B|Kick-off ({pipeline})|1|{pipeline}")
    made, deals = planned(tmp_path / "deals.csv", text)
    assert [deal.stage for deal in deals] == ["signed", "lead"]
    assert [asked.key for asked in made.open_questions if asked.key.startswith("stage")] == [
        f"stage:Kick-off ({pipeline})"
    ]


def test_a_bracket_that_is_no_pipeline_is_part_of_the_word(tmp_path):
    text = written("Record ID|Deal Name|Deal Stage|Amount", "1|A|Closed Won (pending signature)|1")
    made, _deals = planned(tmp_path / "deals.csv", text)
    assert [asked.key for asked in made.open_questions] == ["stage:Closed Won (pending signature)"]


amounts = st.decimals(1, 999_999, places=2)


@given(amounts, st.sampled_from(["USD", "CHF", "GBP"]), st.sampled_from([
    "Amount|Amount Currency", "Betrag|Betrag Währung", "Montant|Devise de Montant", "Importe|Importe Divisa", "Value|Waehrungscode",
    "Deal value|Currency", "Total Amount|Total Amount Currency", "Amount|Iso",
]))  # fmt: skip
@SLOW
def test_another_currency_is_never_taken_one_to_one(tmp_path_factory, amount, code, names):
    path = tmp_path_factory.getbasetemp() / "currency.csv"
    text = written(f"Id|Deal name|Stage|{names}", f"1|A|Won|{amount}|{code}")
    made, deals = planned(path, text)
    assert f"rate:{code}" in [asked.key for asked in made.open_questions]
    assert deals == []
    made, [deal] = planned(path, text, rates={code: "0.5"})
    assert deal.amount == (amount / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP")


@given(amounts, st.sampled_from([
    "Amount in company currency", "Betrag in Firmenwährung", "Montant dans la devise de l'entreprise",
    "Importe en la moneda de la empresa", "Amount (converted)", "Betrag (umgerechnet)", "Montant (converti)",
    "Importe (convertido)", "Converted Value", "Deal value in Base Currency", "amount_usdollar", "Est. Revenue (Base)",
]))  # fmt: skip
@SLOW
def test_what_is_converted_is_not_converted_again(tmp_path_factory, amount, name):
    path = tmp_path_factory.getbasetemp() / "converted.csv"
    text = written(f"Id|Deal name|Stage|{name}|Currency", f"1|A|Won|{amount}|USD")
    if name.startswith("Est."):
        text = (
            text.replace("Deal name", "Topic")
            .replace("Stage", "Status")
            .replace("Currency", "Est. Close Date")
            .replace("USD", "")
        )
    _made, [deal] = planned(path, text, rates={"USD": "0.93"})
    assert deal.amount == amount


@given(st.integers(100, 9_999_999), st.sampled_from([
    "Amount (cents)", "amount_cents", "Value in cents", "Betrag (Cent)", "Montant (centimes)", "Importe (céntimos)",
    "Amount in minor units",
]))  # fmt: skip
@SLOW
def test_cents_are_cents(tmp_path_factory, cents, name):
    path = tmp_path_factory.getbasetemp() / "cents.csv"
    _made, [deal] = planned(path, written(f"Id|Deal name|Stage|{name}", f"1|A|Won|{cents}"))
    assert deal.amount == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("code", "value", "shown", "amount"),
    [("EUR", "1250000", "€12,500", 12500), ("EUR", "12500", "€12,500", 12500), ("JPY", "12500", "¥12,500", 12500),
     ("EUR", "1250000", "12.500 €", 12500), ("KWD", "1250000", "KWD 1,250.000", 1250)],
)  # fmt: skip
def test_the_written_amount_says_the_unit(tmp_path, code, value, shown, amount):
    header = "id|lead_name|status_label|status_type|value|value_period|value_formatted|value_currency"
    rates = {} if code == "EUR" else {code: "1"}
    text = written(header, f"1|Quay|Won|won|{value}|one_time|{shown}|{code}")
    _made, [deal] = planned(tmp_path / "close.csv", text, rates=rates)
    assert deal.amount == amount


@pytest.mark.parametrize(
    ("period", "said"),
    [("monthly", "month"), ("annual", "year"), ("Per quarter", "quarter"), ("fortnight", "fortnight")],
)
def test_what_is_paid_again_and_again_is_asked(tmp_path, period, said):
    text = written("Id|Deal name|Stage|Amount|Value period", f"1|A|Won|100|{period}")
    made, deals = planned(tmp_path / "deals.csv", text)
    assert [asked.key for asked in made.open_questions] == [f"period:{said}"]
    assert deals == []
    _made, [deal] = planned(tmp_path / "deals.csv", text, decisions={f"period:{said}": "3"})
    assert deal.amount == 300


def test_how_long_it_is_paid_may_stand_in_the_row(tmp_path):
    text = written(
        "Id|Name|Milestone|Expected Close Date|Value|Duration Basis|Duration", "1|A|Won|2026-12-18|100|Month|6"
    )
    made, [deal] = planned(tmp_path / "capsule.csv", text)
    assert (made.open_questions, deal.amount) == ([], 600)


@pytest.mark.parametrize("cell", ["-", "–", "TBD", "n/a", "N/A", "tbc", "k.A.", "€ -", "unknown", "null", "?"])
def test_no_amount_is_no_amount(tmp_path, cell):
    made, deals = planned(tmp_path / "deals.csv", written("Id|Deal name|Stage|Amount", f"1|A|Won|{cell}", "2|B|Won|5"))
    assert made.refused_rows == 0
    assert [deal.amount for deal in deals] == [None, 5]


@given(st.sampled_from(["EUR", "CHF", "SEK"]), st.sampled_from(["$", "£", "USD "]))
@SLOW
def test_a_cell_against_its_row_is_asked(tmp_path_factory, code, sign):
    path = tmp_path_factory.getbasetemp() / "clash.csv"
    made, deals = planned(path, written("Id|Deal name|Stage|Amount|Currency", f"1|A|Won|{sign}100|{code}"))
    assert "conflict" in [asked.key for asked in made.open_questions]
    assert deals == []


def test_dollars_beside_a_dollar_are_no_conflict(tmp_path):
    text = written("Id|Deal name|Stage|Amount|Currency", "1|A|Won|$100|CAD")
    made, [deal] = planned(tmp_path / "deals.csv", text, rates={"CAD": "0.5"})
    assert (made.open_questions, deal.amount) == ([], 50)


@given(
    st.lists(st.booleans(), min_size=2, max_size=6), st.sampled_from(["Amount", "Close Date", "Owner", "Account Name"])
)
@SLOW
def test_of_two_columns_of_one_name_the_fuller_is_read(tmp_path_factory, fuller, name):
    path = tmp_path_factory.getbasetemp() / "twice.csv"
    value = {"Amount": "125", "Close Date": "2026-12-18"}.get(name, "Ana Ruiz")
    rows = [f"D{n}|Won|{value if not right and n else ''}|{value if right else ''}" for n, right in enumerate(fuller)]
    left = sum(not right for n, right in enumerate(fuller) if n)
    made, _deals = planned(path, written(f"Deal Name|Stage|{name}|{name}", *rows))
    ours = {"Amount": "amount", "Close Date": "close_date", "Owner": "seller"}.get(name, "client")
    right = sum(fuller)
    assert made.mapping.columns[ours] == (name if left >= right and left else f"{name} (2)" if right else name)
    if left and right:  # each has what the other lacks: that's asked
        assert f"column:{ours}" in [asked.key for asked in made.open_questions]


def test_groups_of_a_board_are_no_deals(tmp_path):
    header = "Name|Stage|Owner|Deal Value|Item ID (auto generated)"
    text = written(
        "Deals||||",
        "Active deals||||",
        header,
        "A|Proposal|Ana|5|1",
        "Closed Won||||",
        header,
        "B|Won|Ana|7|2",
        "|||12|",
    )
    made, deals = planned(tmp_path / "monday.csv", text)
    assert [(deal.name, deal.amount) for deal in deals] == [("A", 5), ("B", 7)]
    assert made.mapping.system == "monday"


def test_odoo_archives_what_is_lost(tmp_path):
    header = "External ID|Opportunity|Customer|Salesperson|Stage|Expected Revenue|Active"
    made, deals = planned(
        tmp_path / "odoo.csv", written(header, "1|A|Quay|Ana|Qualified|5|False", "2|B|Quay|Ana|Won|5|False")
    )
    assert [deal.stage for deal in deals] == ["lost", "signed"]
    assert made.open_questions == []


@pytest.mark.parametrize(("status", "asked"), [("Abandoned", []), ("Parked", ["status:Parked"])])
def test_a_status_that_nobody_knows_is_asked(tmp_path, status, asked):
    header = "Copper ID|Name|Company|Owned By|Stage|Status|Value|Win Probability"
    text = written(header, f"1|A|Quay|Ana|Qualified|{status}|5|10", "2|B|Quay|Ana|Qualified|Open|5|10")
    made, deals = planned(tmp_path / "copper.csv", text)
    assert [each.key for each in made.open_questions] == asked
    assert deals[0].stage == ("qualified" if asked else "lost")


@pytest.mark.parametrize(
    "name", ["Volumen in TEUR", "Amount (k)", "Value in thousands", "Amount (k EUR)", "Betrag in Tsd. EUR"]
)
def test_thousands_are_asked(tmp_path, name):
    text = written(f"Id|Deal name|Stage|{name}", "1|A|Won|12.5")
    made, _deals = planned(tmp_path / "deals.csv", text, columns={"amount": name})
    assert [asked.key for asked in made.open_questions] == ["unit"]
    _made, [deal] = planned(tmp_path / "deals.csv", text, columns={"amount": name}, decisions={"unit": "thousands"})
    assert deal.amount == 12500


def test_a_file_of_which_nothing_is_known_says_how_it_can_be_read(tmp_path):
    text = written("Opp|Klient|Wer|Wie weit|Was|Bis", "Audit|Quay GmbH|Ana Ruiz|Auftrag|12500|18.12.2026")
    made, _deals = planned(tmp_path / "deals.csv", text)
    choices = {asked.key: asked.choices for asked in made.open_questions}
    assert choices["columns"] == ()
    assert "Opp" in choices["column:name"]
    assert choices["column:amount"] == ("Was", "none")
    assert choices["column:close_date"] == ("Bis", "none")


OWN = "Tandem import|Tandem row|Tandem reason|Tandem column|Tandem value|Id|Deal name|Stage|Amount|Value|Reason"
OWN_ROW = "7-abc|3|It isn't an amount.|Amount|150|1|A|Won|80000|x|y"


@given(st.permutations(range(11)), st.sets(st.integers(0, 3)))
@SLOW
def test_what_explains_a_row_is_never_read_as_data(tmp_path_factory, order, gone):
    """In whatever order somebody puts the columns of our file, and whichever of ours they delete."""
    path = tmp_path_factory.getbasetemp() / "own.csv"
    keep = [place for place in order if place not in gone]
    lines = ["|".join(line.split("|")[place] for place in keep) for line in (OWN, OWN_ROW)]
    made, [deal] = planned(path, written(*lines))
    assert (deal.amount, deal.external_id, deal.lost_reason) == (80000, "1", "")
    assert not any(name.startswith("Tandem") for name in made.mapping.columns.values())


def test_the_earlier_kind_is_known_even_with_a_column_deleted(tmp_path):
    text = written("Reason|Column|Value|Id|Deal name|Stage|Value|Reason", "Bad.|Value|150|1|A|Won|80000|y")
    _made, [deal] = planned(tmp_path / "deals.csv", text)
    assert deal.amount == 80000
