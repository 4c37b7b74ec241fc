"""Which system wrote a file, told by the names of its columns."""

from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext_lazy

from tandem.connectors.files.aliases import bare

SYSTEMS = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "salesforce-report": gettext_lazy("Salesforce report"),
    "pipedrive": "Pipedrive",
    "zoho": "Zoho CRM",
    "dynamics": "Dynamics 365",
    "odoo": "Odoo",
    "freshsales": "Freshsales",
    "close": "Close",
    "copper": "Copper",
    "capsule": "Capsule",
    "suitecrm": "SuiteCRM",
    "monday": "monday.com",
    "attio": "Attio",
    "file": gettext_lazy("Another file"),
}

# (system, columns that are all there, columns of which so many are there beside them). The first that fits is it, so
# what only one system writes stands before what several do.
SIGNATURES: tuple[tuple[str, str, str, int], ...] = (
    ("pipedrive", "", "", 0),
    ("close", "status_type|value_period", "", 0),
    ("close", "lead_name|status_label", "", 0),
    ("close", "value_formatted|value_currency", "lead_id|user_name|confidence|status_label", 1),
    ("dynamics", "(do not modify) opportunity", "", 0),
    ("dynamics", "(do not modify) row checksum", "", 0),
    ("dynamics", "(nicht ändern) zeilenprüfsumme", "", 0),
    ("dynamics", "(nicht ändern) verkaufschance", "", 0),
    ("dynamics", "(ne pas modifier) opportunité", "", 0),
    ("dynamics", "(no modificar) oportunidad", "", 0),
    ("dynamics", "topic", "potential customer|est revenue|est close date|actual revenue|actual close date|status reason", 2),
    ("dynamics", "thema", "potenzieller kunde|gesch umsatz|geschätzter umsatz|tatsächlicher umsatz|statusgrund|besitzer", 2),
    ("dynamics", "", "client potentiel|revenu est|revenu estimé|revenu réel|raison du statut|date de fermeture est", 2),
    ("dynamics", "", "cliente potencial|ingresos est|ingresos estimados|ingresos reales|razón para el estado|fecha de cierre est", 2),
    ("dynamics", "", "opportunityid|estimatedvalue|estimatedclosedate|statecode|statuscode|_customerid_value|closeprobability", 2),
    ("zoho", "closing date", "deal owner|account name|deal name|potential name|potential owner|record id", 2),
    ("zoho", "potential name", "", 0),
    ("zoho", "deal owner.id", "", 0),
    ("zoho", "closing_date", "deal_name|account_name|stage", 2),
    ("zoho", "", "nombre de trato|nombre del trato|propietario de trato|propietario del trato|fecha de cierre|hora de creación", 3),
    ("zoho", "", "geschäftsabschluss name|name des geschäftsabschlusses|geschäftsabschluss besitzer|abschlussname|abschlussbesitzer", 1),
    ("zoho", "", "nom de l'affaire|propriétaire de l'affaire|heure de création|date de clôture", 3),
    ("freshsales", "", "sales owner|sales account|expected close|deal value in base currency|deal pipeline|deal value", 3),
    ("freshsales", "deal value in base currency", "", 0),
    ("freshsales", "sales owner|deal value", "", 0),
    ("copper", "copper id", "", 0),
    ("copper", "", "owned by|monetary value|win probability|primary contact|loss reason|converted value|inactive days|last stage at", 3),
    ("copper", "owned by", "monetary value|win probability|primary contact|pipeline", 1),
    ("capsule", "milestone", "expected close date|opportunity name|opportunity value|probability|actual close date|duration basis", 1),
    ("suitecrm", "sales_stage", "date_closed|amount_usdollar|assigned_user_name|date_entered|opportunity_type", 1),
    ("suitecrm", "sales stage", "assigned to|assigned user|assigned user name|assigned user id|date entered|opportunity amount"
     "|amount usd|amount (default currency)|expected close date", 2),
    ("suitecrm", "verkaufsphase", "zugewiesen an|erwarteter abschluss|verkaufschance name|betrag der verkaufschance", 2),
    ("odoo", "", "salesperson|sales team|expected revenue|expected closing|prorated revenue|opportunity", 3),
    ("odoo", "", "partner_id|user_id|stage_id|expected_revenue|date_deadline|team_id", 3),
    ("odoo", "", "vertriebsmitarbeiter|verkäufer|verkaufsteam|vertriebsteam|erwarteter umsatz|erwarteter ertrag|erwarteter abschluss", 3),
    ("odoo", "", "vendeur|commercial|équipe commerciale|revenu espéré|revenu attendu|revenus attendus|clôture prévue|fermeture prévue", 3),
    ("odoo", "", "vendedor|comercial|equipo de ventas|ingreso esperado|ingresos esperados|cierre esperado|cierre previsto", 3),
    ("monday", "", "item id (auto generated)|deal value|close probability|forecast value|deal length|deal creation date|deals value", 2),
    ("monday", "item id (auto generated)", "", 0),
    ("attio", "deal value", "associated people|associated company|deal stage|deal owner|next due task", 2),
    ("salesforce", "stagename", "closedate|ownerid|isdeleted|accountid", 1),
    ("hubspot", "", "hs object id|deal pipeline stage id|hubspot owner id", 1),
    ("hubspot", "", "deal name|deal stage", 2),
    ("hubspot", "deal name", "deal owner|record id|associated company|create date", 1),
    ("hubspot", "", "record id|datensatz-id|id de fiche d'informations|id de la fiche d'informations|id de registro|record-id", 1),
    ("hubspot", "", "deal-phase|dealphase|deal-stage|zuständiger mitarbeiter|deal-inhaber|dealname|deal-name", 2),
    ("hubspot", "", "nom de la transaction|phase de la transaction|étape de la transaction|propriétaire de la transaction", 1),
    ("hubspot", "", "nombre del negocio|etapa del negocio|fase del negocio|propietario del negocio", 1),
    ("salesforce-report", "", "opportunity name|opportunity owner|case safe id", 1),
    ("salesforce-report", "opportunity id", "account name|fiscal period|probability (%)|forecast category|lead source", 1),
    ("salesforce-report", "", "opportunity-name|opportunity-inhaber", 1),
    ("salesforce-report", "", "nom de l'opportunité|propriétaire de l'opportunité|id de l'opportunité", 1),
    ("salesforce-report", "", "nombre de la oportunidad|propietario de la oportunidad|id. de oportunidad|id. de la oportunidad"
     "|nombre de oportunidad|propietario de oportunidad", 1),
)  # fmt: skip


def system_of(header: Iterable[str]) -> str:
    """By columns that only this system writes; "file" where none says."""
    raw = [name.strip().casefold() for name in header]
    names = {bare(name.removeprefix("property_")) for name in raw}
    prefixed = sum(name.startswith(("deal - ", "organization - ", "person - ", "organisation - ")) for name in raw)
    for system, every, some, enough in _signatures():
        if system == "pipedrive":
            if prefixed >= 2:
                return system
        elif every <= names and len(some & names) >= enough:
            return system
    return "file"


@cache
def _signatures() -> tuple[tuple[str, frozenset[str], frozenset[str], int], ...]:
    return tuple(
        (system, frozenset(map(bare, filter(None, every.split("|")))), frozenset(map(bare, some.split("|"))), enough)
        for system, every, some, enough in SIGNATURES
    )
