"""Which system, which column, which stage: tables of real and reported headers."""

import pytest

from tandem.connectors.files.aliases import ALIASES, FIELDS, field_of, squeeze
from tandem.connectors.files.match import Mapping, fingerprint, notes, propose, system_of
from tandem.connectors.files.stages import ARRIVALS, arrival, meaning, status_of
from tandem.connectors.files.table import open_table
from tandem.connectors.files.vocabulary import VOCABULARIES
from tests.connectors.files.made import shared

HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Last Activity Date,Pipeline,"
    "Associated Company"
)
HUBSPOT_DE = (
    "Datensatz-ID,Dealname,Deal-Phase,Betrag,Zuständiger Mitarbeiter,Abschlussdatum,Erstelldatum,Pipeline,Unternehmen"
)
HUBSPOT_INTERNAL = (
    "hs_object_id,dealname,dealstage,amount,hubspot_owner_id,closedate,createdate,hs_deal_stage_probability,pipeline"
)
SALESFORCE = (
    "Id,IsDeleted,AccountId,IsPrivate,Name,Description,StageName,Amount,Probability,ExpectedRevenue,CloseDate,Type,NextStep,"
    "IsClosed,IsWon,ForecastCategory,OwnerId,CreatedDate,Margin__c"
)
REPORT = (
    "Opportunity Owner,Account Name,Opportunity Name,Stage,Forecast Category,Total Amount Currency,Total Amount,"
    "Probability (%),Fiscal Period,Close Date,Opportunity Next Steps,Type"
)
PIPEDRIVE = (
    "Deal - Title,Deal - Value,Deal - Currency of value,Deal - Owner,Deal - Stage (pipeline),"
    "Deal - Status,Deal - Probability,Deal - Expected close date,Deal - Creation date,Deal - Won time,"
    "Deal - Lost time,Deal - Lost reason,"
    "Deal - Pipedrive System ID,Organization,Contact person"
)
MAVEN = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"


def proposed(tmp_path, header: str, rows: str = ""):
    file = tmp_path / "deals.csv"
    file.write_text(f"{header}\n{rows}", encoding="utf-8")
    with open_table(file) as table:
        return propose(table)


@pytest.mark.parametrize(
    ("header", "system"),
    [
        (HUBSPOT, "hubspot"),
        (HUBSPOT_DE, "hubspot"),
        (HUBSPOT_INTERNAL, "hubspot"),
        (SALESFORCE, "salesforce"),
        (REPORT, "salesforce-report"),
        (PIPEDRIVE, "pipedrive"),
        (MAVEN, "file"),
    ],
)
def test_the_system_is_told_by_its_columns(header, system):
    assert system_of(header.split(",")) == system


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (HUBSPOT, "external_id name stage amount seller close_date created_date - pipeline client"),
        (HUBSPOT_DE, "external_id name stage amount seller close_date created_date pipeline client"),
        (HUBSPOT_INTERNAL, "external_id name stage amount seller close_date created_date probability pipeline"),
        (
            SALESFORCE,
            "external_id is_deleted client - name description stage amount probability - close_date - - is_closed "
            "is_won - seller created_date -",
        ),
        (REPORT, "seller client name stage - currency amount probability - close_date - -"),
        (
            PIPEDRIVE,
            "name amount currency seller stage status probability close_date created_date won_date lost_date "
            "lost_reason external_id client -",
        ),
        (MAVEN, "external_id seller product client stage created_date close_date amount"),
        ("DEAL NAME,deal  owner,Amount (EUR),closeDate", "name seller amount close_date"),
        ("Nombre del negocio,Etapa del negocio,Importe,Fecha de cierre", "name stage amount close_date"),
        ("Nom de la transaction,Phase de la transaction,Montant,Date de fermeture", "name stage amount close_date"),
        ("Propriétaire de la transaction,Nom de l'opportunité", "seller name"),
        ("Nome trattativa,Fase trattativa,Importo,Data di chiusura", "name stage amount close_date"),
        ("Dealnaam,Dealfase,Bedrag,Sluitingsdatum,Eigenaar deal", "name stage amount close_date seller"),
        ("Nome do negócio,Etapa do negócio,Valor,Data de fechamento", "name stage amount close_date"),
        ("Affärsnamn,Affärsfas,Belopp,Slutdatum,Ägare", "name stage amount close_date seller"),
        ("Nazwa transakcji,Etap transakcji,Kwota,Data zamknięcia,Właściciel", "name stage amount close_date seller"),
    ],
)
def test_columns_are_told_by_their_names(tmp_path, header, fields):
    """`fields` are ours in the order of the columns; - for a column that isn't ours."""
    names = [" ".join(name.split()) for name in header.split(",")]
    wanted = {ours: name for name, ours in zip(names, fields.split(), strict=True) if ours != "-"}
    assert proposed(tmp_path, header).mapping.columns == wanted


def test_columns_that_are_not_ours_are_left_out_with_their_reason(tmp_path):
    found = proposed(tmp_path, "Deal Name,Amount,Amount in company currency,Labels,Labels,Stage\nA,1,1,x,y,Open\n")
    assert found.left_out == {
        "Amount in company currency": "“Amount” is read instead",
        "Labels": "Tandem has no field for it",
        "Labels (2)": "Tandem has no field for it",
    }


def test_a_name_that_its_values_belie_is_not_taken(tmp_path):
    found = proposed(
        tmp_path,
        "Deal Name,Stage,Created,Closed,Value",
        "A,Open,by Ana,in May,high\nB,Open,by Ben,in June,low\nC,Open,by Cy,in July,none\n",
    )
    assert found.mapping.columns == {"name": "Deal Name", "stage": "Stage"}
    assert set(found.belied) == {"Created", "Closed", "Value"}
    assert found.left_out["Value"] == "its values aren't what its name says"


def test_the_currency_in_a_header_holds_for_all_amounts(tmp_path):
    assert proposed(tmp_path, "Deal Name,Amount (EUR),Stage").mapping.decisions == {"currency": "EUR"}
    assert proposed(tmp_path, "Deal Name,Betrag in €,Stage").mapping.decisions == {}


def test_an_amount_takes_its_own_currency_column(tmp_path):
    found = proposed(tmp_path, "Opportunity Name,Currency,Total Amount,Total Amount Currency,Stage")
    assert found.mapping.columns["currency"] == "Total Amount Currency"


def test_columns_of_ids_are_remarked(tmp_path):
    assert len(notes(proposed(tmp_path, SALESFORCE).mapping)) == 2
    assert notes(proposed(tmp_path, REPORT).mapping) == []


@pytest.mark.parametrize("field", FIELDS)
def test_every_alias_finds_its_field_or_an_earlier_one(field):
    for alias in ALIASES[field]:
        found = field_of(alias)
        assert found is not None
        assert FIELDS.index(found[0]) <= FIELDS.index(field), alias


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deal - Owner", "owner"),
        ("property_dealname", "Deal Name"),
        ("Zuständiger Mitarbeiter", "ZUSTANDIGER_MITARBEITER"),
        ("Właściciel", "wlasciciel"),
    ],
)
def test_names_are_compared_without_dress(one, other):
    assert squeeze(one) == squeeze(other)


def test_the_fingerprint_is_of_the_set_of_columns():
    assert fingerprint(["Deal Name", "Amount"]) == fingerprint([" amount ", "DEAL  NAME"])
    assert fingerprint(["Deal Name", "Amount"]) != fingerprint(["Deal Name", "Amount", "Stage"])


def test_a_mapping_comes_back_from_json():
    mapping = Mapping("hubspot", {"name": "Deal Name"}, {"close_date": "day/month"}, {"Pitch": "lead"}, {"USD": "0.79"})
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert Mapping.from_json({"columns": "nonsense", "stages": {"A": 1}, "more": []}) == Mapping(
        "file", stages={"A": "1"}
    )
    assert Mapping("salesforce-report").source == Mapping("salesforce").source == "salesforce"


@pytest.mark.parametrize(
    ("file", "system"),
    [
        ("crm_exports/hubspot/deal_data.csv", "hubspot"),
        ("crm_exports/salesforce/sf_opportunity_data.csv", "salesforce"),
        ("crm_exports/salesforce/sf_opportunity_history_data.csv", "salesforce"),
        ("maven_crm/sales_pipeline.csv", "file"),
    ],
)
def test_real_files_are_told(file, system):
    with open_table(shared(file)) as table:
        mapping = propose(table).mapping
    assert mapping.system == system
    assert {"external_id", "stage", "seller", "amount", "close_date", "created_date"} <= mapping.columns.keys()


@pytest.mark.parametrize(
    ("system", "label", "stage", "percent"),
    [
        ("hubspot", "Appointment scheduled", "lead", 20),
        ("hubspot", "qualifiedtobuy", "qualified", 40),
        ("hubspot", "Decision maker bought-in", "qualified", 80),
        ("hubspot", "contractsent", "qualified", 90),
        ("hubspot", "closedwon", "signed", 100),
        ("hubspot", "Closed Lost", "lost", 0),
        ("salesforce", "Prospecting", "lead", 10),
        ("salesforce-report", "Id. Decision Makers", "qualified", 60),
        ("salesforce", "Closed Won", "signed", 100),
        ("pipedrive", "Proposal Made", "qualified", None),
        ("file", "Won", "signed", 100),
        ("file", "Lost", "lost", 0),
        ("file", "Gewonnen", "signed", 100),
        ("file", "Abgeschlossen und verloren", "lost", 0),
        ("file", "Fermé gagné", "signed", 100),
        ("file", "Cerrado ganado", "signed", 100),
        ("file", "Chiuso perso", "lost", 0),
        ("file", "Closed - not won", "lost", 0),
        ("file", "Open", "lead", None),
    ],
)  # fmt: skip
def test_what_a_stage_means(system, label, stage, percent):
    found = meaning(system, label)
    assert (found.stage, found.known) == (stage, True)
    assert (
        found.probability == (None if percent is None else percent / 100) or float(found.probability) == percent / 100
    )


def test_a_stage_nobody_knows_starts_as_a_lead():
    assert (meaning("file", "Engaging").stage, meaning("file", "Engaging").known) == ("lead", False)


def test_no_open_stage_of_any_crm_arrives_past_our_gates():
    for vocabulary in VOCABULARIES.values():
        for _label, _internal, percent, stage in vocabulary:
            assert stage in ARRIVALS
            assert stage in ("lead", "qualified") or percent in (0, 100)


@pytest.mark.parametrize(
    ("label", "status", "won", "closed", "stage"),
    [
        ("Proposal Made", "Won", None, None, "signed"),
        ("Proposal Made", "Lost", None, None, "lost"),
        ("Proposal Made", "Open", None, None, "qualified"),
        ("Negotiation", "", True, True, "signed"),
        ("Negotiation", "", False, True, "lost"),
        ("Negotiation", "", False, False, "qualified"),
        ("Closed Won", "", None, False, "qualified"),
        ("Closed Won", "open", None, None, "qualified"),
        ("Closed Won", "", None, None, "signed"),
    ],
)
def test_the_files_own_word_outranks_the_name_of_a_stage(label, status, won, closed, stage):
    assert arrival(meaning("pipedrive", label), status_of("pipedrive", status), won, closed) == stage
