"""What CRMs call our fields. Earlier names are better ones: of two columns that fit, the earlier is taken.

Languages: English, German, French, Spanish, Italian, Dutch, Portuguese, Swedish, Danish, Finnish, Polish. Names are
compared without case, accents, spaces, punctuation and without the prefixes that exporters add.
"""

import re
import unicodedata
from functools import cache

from tandem.connectors.files.converted import AMOUNTS, CONVERTED, LAST, OF_CURRENCY, WEIGHTED
from tandem.connectors.files.vendors import NOT_IN, NOT_OURS, VENDORS

# Our fields, in the order in which a page shows them.
FIELDS = (
    "external_id", "name", "client", "seller", "seller_email", "stage", "status", "amount", "won_amount", "currency", "period",
    "duration", "probability", "close_date", "closed_date", "created_date", "start_date", "won_date", "lost_date", "product",
    "tier", "lost_reason", "pipeline", "description", "is_won", "is_closed", "is_active", "is_deleted",
)  # fmt: skip

ALIASES: dict[str, tuple[str, ...]] = {
    "external_id": (
        "record id", "deal id", "hs object id", "opportunity id", "pipedrive system id", "system id",
        "opportunity id 18", "case safe id", "external id", "crm id", "id", "datensatz id", "deal nummer",
        "id de fiche d'informations", "id de la transaction", "id de registro", "id del negocio",
        "id do negocio", "id record", "record-id", "post id", "id rekordu", "id transakcji", "id szansy",
        "opportunity number", "deal number", "deal nr",
    ),
    "name": (
        "deal name", "dealname", "opportunity name", "deal title", "title", "name", "opportunity", "deal",
        "topic", "subject", "dealname deal", "deal-name", "titel", "geschäftsname", "bezeichnung",
        "opportunity-name", "nom de la transaction", "nom de l'affaire", "nom de l'opportunité", "titre",
        "nom", "nombre del negocio", "nombre de la oportunidad", "título", "nombre", "nome trattativa",
        "nome affare", "nome opportunità", "titolo", "nome do negócio", "nome da oportunidade", "naam deal",
        "dealnaam", "naam opportunity", "affärsnamn", "namn på affär", "affärens namn", "namn",
        "aftalens navn", "handelsnavn", "kaupan nimi", "nazwa transakcji", "nazwa szansy",
        "nazwa szansy sprzedaży", "nazwa", "tytuł", "name des deals",
    ),
    "client": (
        "associated company", "associated company primary", "primary associated company", "company name",
        "account name", "account", "client name", "client", "customer name", "customer", "organization",
        "organisation", "organization name", "company", "account.name", "potential customer", "kunde",
        "kundenname", "unternehmen", "firma", "firmenname", "zugeordnetes unternehmen", "accountname",
        "organisation name", "entreprise", "entreprise associée", "nom de l'entreprise", "nom du compte",
        "compte", "société", "empresa", "empresa asociada", "nombre de la empresa", "nombre de la cuenta",
        "cuenta", "cliente", "organización", "azienda", "azienda associata", "nome account", "nome azienda",
        "organizzazione", "empresa associada", "nome da empresa", "nome da conta", "conta", "organização",
        "bedrijf", "bedrijfsnaam", "gekoppeld bedrijf", "klant", "klantnaam", "organisatie", "företag",
        "företagsnamn", "associerat företag", "kund", "virksomhed", "kundenavn", "yritys", "asiakas",
        "firma powiązana", "nazwa firmy", "klient", "organizacja", "nazwa konta", "konto",
        "sales account", "accounts", "client company", "customer company", "buyer", "auftraggeber", "kunde/firma",
        "associated company ids", "associatedcompanyid", "company id", "account id", "accountid",
    ),
    "seller": (
        "deal owner", "opportunity owner", "owner name", "owner.name", "owner full name", "owner",
        "sales agent", "seller", "sales rep", "salesperson", "account manager", "account executive",
        "hubspot owner", "zuständiger mitarbeiter", "deal-inhaber", "inhaber", "besitzer", "eigentümer",
        "verantwortlicher", "verkäufer", "opportunity-inhaber", "propriétaire de la transaction",
        "propriétaire", "propriétaire de l'opportunité", "commercial", "propietario del negocio",
        "propietario", "propietario de la oportunidad", "vendedor", "proprietario trattativa",
        "proprietario", "proprietario opportunità", "venditore", "proprietário do negócio", "proprietário",
        "proprietário da oportunidade", "responsável", "eigenaar", "eigenaar deal", "deal-eigenaar",
        "verkoper", "affärsägare", "ägare", "säljare", "ejer", "handelsejer", "sælger", "omistaja",
        "kaupan omistaja", "myyjä", "właściciel transakcji", "właściciel", "właściciel szansy",
        "sprzedawca", "hubspot owner id", "owner id", "ownerid", "sales owner", "owned by", "assigned to", "assigned user",
        "assigned user name", "responsible", "responsible person", "zuständig", "betreuer", "kundenbetreuer", "responsable",
        "encargado", "ansvarig", "handler", "lead owner",
    ),
    "seller_email": (
        "owner email", "deal owner email", "opportunity owner email", "owner.email", "seller email",
        "sales rep email", "owner e-mail", "e-mail des inhabers", "email du propriétaire",
        "correo del propietario", "email proprietario",
    ),
    "stage": (
        "deal stage", "dealstage", "stage name", "stagename", "stage", "opportunity stage", "sales stage",
        "pipeline stage", "deal pipeline stage id", "deal pipeline stage", "deal-phase", "dealphase",
        "phase", "stufe", "verkaufsphase", "vertriebsphase", "verkaufsstufe", "étape",
        "phase de la transaction", "étape de la transaction", "phase de vente", "etapa del negocio",
        "etapa", "fase", "fase trattativa", "fase affare", "fase opportunità", "etapa do negócio",
        "fase do negócio", "etapa de vendas", "dealfase", "affärsfas", "fas", "steg", "handelsfase",
        "fase for handel", "kaupan vaihe", "vaihe", "etap transakcji", "etap", "etap sprzedaży", "stage id",
    ),
    "status": (
        "status", "deal status", "opportunity status", "state", "estado", "statut", "stato", "estatus",
        "stan", "tila",
    ),
    "amount": (
        "amount", "deal amount", "value", "deal value", "close value", "total amount", "opportunity amount",
        "betrag", "deal-betrag", "wert", "deal-wert", "auftragswert", "summe", "volumen", "montant",
        "montant de la transaction", "valeur", "importe", "valor del negocio", "valor", "monto", "cantidad",
        "importo", "importo trattativa", "valore", "quantia", "valor do negócio", "bedrag", "waarde",
        "dealwaarde", "belopp", "värde", "affärsvärde", "beløb", "værdi", "summa", "määrä", "arvo", "kwota",
        "wartość", "wartość transakcji", "estimated revenue", "est. revenue", "revenue", "price",
        "contract value", "tcv", "total contract value", "amount in company currency", "amount converted",
        "net amount", "monetary value", "opportunity value", "deal size", "auftragsvolumen", "auftragssumme", "angebotssumme",
        "montant total", "importe total", "budget", "fee", "honorar", "amount cents", "amount in cents", "value cents",
        "value in cents", "betrag cent", "betrag in cent", "montant centimes", "montant en centimes", "importe centimos",
        "importe en centimos", "amount minor", "amount minor units", "amount in minor units", "price cents",
        "converted amount", "amount base", "base amount", "value converted", "converted value", "deal value in base currency",
        "deal value in company currency", "value in company currency", "amount in base currency", "amount in home currency",
        "betrag umgerechnet", "betrag in hauswahrung", "betrag in firmenwahrung", "montant converti", "importe convertido",
        "amount usdollar",
    ),
    "won_amount": (
        "actual revenue", "actual value", "won amount", "won value", "closed amount", "signed amount",
        "tatsächlicher umsatz", "revenu réel", "ingresos reales",
    ),
    "period": (
        "value period", "billing period", "amount period", "revenue period", "billing frequency", "abrechnungszeitraum",
        "abrechnungsperiode", "périodicité", "periodicidad", "duration basis",
    ),
    "duration": ("number of periods", "contract months", "duration"),
    "currency": (
        "currency", "deal currency code", "currency of value", "deal currency", "currency code",
        "currency iso code", "currencyisocode", "opportunity currency", "amount currency",
        "total amount currency", "value currency", "opportunity-währung", "devise de l'opportunité", "divisa de la oportunidad",
        "currency of amount", "währung", "devise", "moneda", "divisa", "valuta",
        "moeda", "valuutta", "waluta", "close value currency",
    ),
    "probability": (
        "probability", "deal probability", "deal stage probability", "hs deal stage probability",
        "win probability", "forecast probability", "likelihood", "probability %", "wahrscheinlichkeit",
        "deal-wahrscheinlichkeit", "abschlusswahrscheinlichkeit", "probabilité",
        "probabilité de la transaction", "probabilidad", "probabilidad del negocio", "probabilità",
        "probabilidade", "waarschijnlijkheid", "kans", "slagingskans", "sannolikhet", "sandsynlighed",
        "todennäköisyys", "prawdopodobieństwo", "szansa",
    ),
    "close_date": (
        "close date", "closedate", "expected close date", "estimated close date", "est. close date",
        "closing date", "abschlussdatum", "schlusstermin", "voraussichtliches abschlussdatum",
        "erwartetes abschlussdatum", "date de fermeture", "date de clôture", "date de clôture prévue",
        "date de clôture attendue", "fecha de cierre", "fecha de cierre prevista",
        "fecha prevista de cierre", "data di chiusura", "data chiusura", "data di chiusura prevista",
        "data de fechamento", "data de encerramento", "data prevista de fechamento",
        "data de fechamento esperada", "sluitdatum", "sluitingsdatum", "verwachte sluitingsdatum",
        "afsluitdatum", "slutdatum", "avslutsdatum", "stängningsdatum", "förväntat slutdatum", "lukkedato",
        "forventet lukkedato", "sulkemispäivä", "päättymispäivä", "data zamknięcia",
        "oczekiwana data zamknięcia", "przewidywana data zamknięcia", "expected closing", "expected close", "closing",
        "decision date", "target close date", "geplanter abschluss", "fermeture prévue", "cierre previsto",
    ),
    "closed_date": (
        "closed on", "actual close date", "deal closed on", "closed date", "closed at", "date closed", "actual closing date",
        "tatsächliches abschlussdatum", "abgeschlossen am", "geschlossen am", "date de clôture réelle", "fecha de cierre real",
        "data di chiusura effettiva", "afgesloten op", "data zamknięcia rzeczywista",
    ),
    "created_date": (
        "create date", "createdate", "created date", "createddate", "creation date", "deal created",
        "created at", "created on", "created", "date created", "engage date", "add time", "erstelldatum",
        "erstellungsdatum", "erstellt am", "erstellt", "date de création", "créé le", "fecha de creación",
        "creado", "fecha creación", "data di creazione", "data creazione", "creato il", "data de criação",
        "criado em", "aanmaakdatum", "datum aangemaakt", "gemaakt op", "skapandedatum", "skapad",
        "skapad datum", "oprettelsesdato", "oprettet", "luontipäivä", "luotu", "data utworzenia",
        "utworzono", "created time", "date entered", "creation time", "opened", "opened on", "date opened", "angelegt am",
        "erstellungszeit", "heure de création", "hora de creación", "date added", "added on",
    ),
    "start_date": (
        "start date", "project start date", "project start", "expected start date", "contract start date",
        "service date", "kick-off date", "startdatum", "projektstart", "startdatum des projekts", "beginn",
        "date de début", "date de début du projet", "fecha de inicio", "data di inizio", "data inizio",
        "data de início", "startdato", "aloituspäivä", "data rozpoczęcia",
    ),
    "won_date": (
        "won time", "won date", "won on", "closed won date", "gewonnen am", "data wygranej",
    ),
    "lost_date": (
        "lost time", "lost date", "lost on", "closed lost date", "verloren am", "data przegranej",
    ),
    "product": (
        "product", "product name", "offering", "service", "service line", "product or service", "produkt",
        "dienstleistung", "leistung", "angebot", "produit", "prestation", "producto", "servicio",
        "prodotto", "servizio", "produto", "serviço", "dienst", "tjänst", "tuote", "usługa", "products",
    ),
    "tier": (
        "tier", "package", "edition", "service tier", "paket", "forfait", "paquete", "pacchetto", "pacote",
        "pakket",
    ),
    "lost_reason": (
        "lost reason", "closed lost reason", "loss reason", "reason lost", "reason for loss",
        "reason for losing", "loss reason", "lost deal reason", "grund für verlust", "verlustgrund", "grund für verlorenen deal",
        "raison de la perte", "motif de perte", "motivo de pérdida", "motivo perdita",
        "motivo della perdita", "motivo da perda", "reden verlies", "verliesreden", "förlustorsak",
        "orsak till förlust", "årsag til tab", "häviön syy", "powód utraty", "powód przegranej",
        "hs closed lost reason",
    ),
    "pipeline": (
        "pipeline", "deal pipeline", "deal pipeline id", "sales pipeline", "pipeline name",
        "vertriebspipeline", "canalización", "embudo", "funil", "lejek", "pijplijn", "myyntiputki",
    ),
    "description": (
        "description", "deal description", "opportunity description", "notes", "beschreibung",
        "descripción", "descrizione", "descrição", "omschrijving", "beskrivning", "beskrivelse", "kuvaus",
        "opis", "notizen",
    ),
    "is_won": (
        "is won", "iswon", "won", "is closed won", "hs is closed won", "gewonnen",
    ),
    "is_closed": (
        "is closed", "isclosed", "closed", "hs is closed", "geschlossen",
    ),
    "is_active": (),
    "is_deleted": (
        "is deleted", "isdeleted", "deleted", "fivetran deleted", "archived",
    ),
}  # fmt: skip

# Columns that hold another system's key, not a name a person would say.
KEYS_OF_OTHERS = {"accountid", "companyid", "associatedcompanyids", "associatedcompanyid", "ownerid", "hubspotownerid"}

PREFIXES = re.compile(
    r"^\s*(?:property_|properties\.|deal\s*-\s+|opportunity\s*[:.]\s*|deal\s*[:.]\s*|hs_analytics_)", re.I
)
SPELT = {ord("ø"): "o", ord("ł"): "l", ord("æ"): "ae"}
REPEATED = re.compile(r"\s\(\d+\)$")
BRACKETED = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")


@cache
def bare(header: str) -> str:
    """A name without case, accents, spaces and punctuation. Ø, ł and ß are spelt out."""
    plain = unicodedata.normalize("NFKD", header.casefold().translate(SPELT))
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def squeeze(header: str) -> str:
    """A name as it's compared: `bare`, and without the prefixes that exporters add."""
    return bare(PREFIXES.sub("", header))


@cache
def ranked(system: str = "") -> dict[str, tuple[str, int]]:
    """Squeezed name -> (our field, rank; lower is better). A name that two fields claim belongs to the first one; what a
    system calls a field comes before what others do."""
    own = VENDORS.get(system, {})
    not_here = {squeeze(name) for name in NOT_IN.get(system, "").split("|")}
    found: dict[str, tuple[str, int]] = {}
    for field in FIELDS:
        for rank, alias in enumerate(filter(None, own.get(field, "").split("|"))):
            found.setdefault(squeeze(alias), (field, rank))
    for field in FIELDS:
        for rank, alias in enumerate(ALIASES[field], 100 if field in own else 0):
            found.setdefault(squeeze(alias), (field, rank))
    own_names = {squeeze(alias) for names in own.values() for alias in names.split("|")}
    return {name: ours for name, ours in found.items() if name in own_names or name not in not_here}


@cache
def field_of(header: str, system: str = "") -> tuple[str, int] | None:
    """Our field for a header and how good the match is; a bracketed end, as in Amount (EUR), may be left off."""
    table = ranked(system.removesuffix("-report"))
    header = REPEATED.sub("", header)
    if WEIGHTED.search(header):
        return table.get(squeeze(header))
    found = table.get(squeeze(header)) or table.get(squeeze(BRACKETED.sub("", header)))
    if (
        found is None
        and CONVERTED.search(header)
        and bare(re.split(r"[\s_]+", header.strip())[0]) in AMOUNTS
        and not OF_CURRENCY.search(header)
    ):
        return "amount", LAST
    return found


@cache
def is_known_not_ours(header: str, system: str = "") -> bool:
    """A column that CRMs write and Tandem keeps nothing of, or a key of somebody else's."""
    names = _not_ours() | {squeeze(name) for name in NOT_IN.get(system.removesuffix("-report"), "").split("|")}
    name = squeeze(REPEATED.sub("", header))
    return name in names or squeeze(BRACKETED.sub("", header)) in names or header.casefold().endswith(".id")


@cache
def _not_ours() -> frozenset[str]:
    return frozenset(squeeze(name) for name in NOT_OURS.split("|"))
