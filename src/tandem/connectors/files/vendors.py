"""What single systems call our fields, where it differs from what everybody does; these names come before the others.
Names are compared as in `aliases`; an earlier one is a better one.
"""

# system: our field: names, by bars
VENDORS: dict[str, dict[str, str]] = {
    "hubspot": {
        "external_id": "record id|hs object id|datensatz-id|id de fiche d'informations|id de la fiche d'informations|id de registro"
        "|id. de registro|deal id",
        "name": "deal name|dealname|deal-name|name des deals|nom de la transaction|nombre del negocio",
        "client": "associated company|associated company (primary)|primary associated company|associated companies"
        "|zugeordnetes unternehmen|zugeordnete unternehmen|verknüpftes unternehmen|verknüpfte unternehmen|primäres unternehmen"
        "|entreprise associée|entreprises associées|entreprise principale|empresa asociada|empresas asociadas"
        "|empresa principal asociada|company name|name des unternehmens|nom de l'entreprise|nombre de la empresa",
        "seller": "deal owner|zuständiger mitarbeiter|zuständiger mitarbeiter für deal|zuständiger mitarbeiter für den deal"
        "|für deal zuständiger mitarbeiter|für den deal zuständiger mitarbeiter|deal-inhaber|deal-eigentümer|deal-besitzer"
        "|propriétaire de la transaction|propriétaire de transaction|propietario del negocio|hubspot owner id",
        "stage": "deal stage|dealstage|deal-phase|dealphase|deal-stage|phase de la transaction|étape de la transaction"
        "|phase de transaction|etapa del negocio|fase del negocio",
        "amount": "amount|betrag|deal-betrag|montant|importe|valor|cantidad|monto|amount in company currency"
        "|betrag in firmenwährung|betrag in unternehmenswährung|betrag in der unternehmenswährung|betrag in der firmenwährung"
        "|montant dans la devise de l'entreprise|montant en devise de l'entreprise|importe en la moneda de la empresa"
        "|importe en moneda de la empresa|valor en la moneda de la empresa|cantidad en la moneda de la empresa"
        "|monto en la moneda de la empresa",
        "currency": "currency|deal currency code|währung|devise|moneda|divisa",
        "close_date": "close date|closedate|abschlussdatum|schlussdatum|date de fermeture|date de clôture|fecha de cierre",
        "created_date": "create date|createdate|erstelldatum|erstellungsdatum|erstellt am|date de création|fecha de creación",
        "probability": "deal probability|deal stage probability|hs deal stage probability|deal-wahrscheinlichkeit"
        "|wahrscheinlichkeit des deals|probabilité de la transaction|probabilidad del negocio",
        "lost_reason": "closed lost reason|hs closed lost reason|grund für verlust|grund für verlorenen deal"
        "|grund für verlorenen abschluss|grund für abgeschlossen und verloren|raison de la perte|raison de fermeture perdue"
        "|motivo de la pérdida|motivo de cierre perdido",
        "is_won": "is closed won|hs is closed won|ist abgeschlossen und gewonnen",
        "is_closed": "is deal closed|is closed|hs is closed|is closed (numeric)|ist abgeschlossen",
    },
    "salesforce": {
        "external_id": "opportunity id|opportunity-id|opportunity id 18|case safe id|id de l'opportunité|id de opportunité"
        "|id. de oportunidad|id. de la oportunidad|id de oportunidad|id de la oportunidad|id",
        "name": "opportunity name|opportunity-name|nom de l'opportunité|nombre de la oportunidad|nombre de oportunidad|name",
        "client": "account name|accountname|account-name|nom du compte|nombre de la cuenta|nombre de cuenta|account.name|accountid",
        "seller": "opportunity owner|opportunity-inhaber|inhaber der opportunity|opportunityinhaber"
        "|propriétaire de l'opportunité|propietario de la oportunidad|propietario de oportunidad|owner.name|owner full name|ownerid",
        "stage": "stage|stagename|phase|étape|etapa|stade",
        "amount": "amount|total amount|betrag|gesamtbetrag|summe|montant|montant total|importe|importe total|cantidad"
        "|amount (converted)|total amount (converted)|betrag (umgerechnet)|betrag (konvertiert)|montant (converti)"
        "|importe (convertido)|cantidad (convertida)",
        "currency": "opportunity currency|opportunity-währung|devise de l'opportunité|divisa de la oportunidad|currency iso code"
        "|currencyisocode|currency|währung|devise|divisa",
        "close_date": "close date|closedate|schlusstermin|abschlussdatum|schlussdatum|date de clôture|date de fermeture"
        "|fecha de cierre",
        "created_date": "created date|createddate|erstelldatum|erstellungsdatum|erstellt am|date de création|fecha de creación",
        "probability": "probability (%)|probability|wahrscheinlichkeit (%)|probabilité (%)|probabilidad (%)",
        "lost_reason": "loss reason|closed lost reason|verlustgrund|motif de perte|motivo de pérdida",
        "is_won": "won|iswon|gewonnen|gagnée|gagné|ganada|ganado",
        "is_closed": "closed|isclosed|geschlossen|fermée|fermé|clôturée|cerrada|cerrado",
    },
    "pipedrive": {
        "external_id": "deal - id|deal - pipedrive system id|pipedrive system id|id",
        "name": "deal - title|deal - titel|deal - titre|deal - título|title",
        "client": "organization - name|organisation - name|organization|organisation|deal - organization|deal - organisation"
        "|organisation - nom|organización - nombre|organización",
        "seller": "deal - owner|deal - inhaber|deal - besitzer|deal - eigentümer|deal - propriétaire|deal - propietario|owner",
        "stage": "deal - stage|deal - phase|deal - étape|deal - etapa|stage",
        "status": "deal - status|deal - statut|deal - estado|status",
        "amount": "deal - value|deal - wert|deal - valeur|deal - valor|value",
        "currency": "deal - currency of value|deal - currency|deal - währung|deal - währung von wert|deal - währung des werts"
        "|deal - devise|deal - devise de valeur|deal - moneda|deal - moneda de valor",
        "close_date": "deal - expected close date|deal - erwartetes abschlussdatum|deal - voraussichtliches abschlussdatum"
        "|deal - date de clôture prévue|deal - date de clôture attendue|deal - fecha de cierre prevista|expected close date",
        "closed_date": "deal - deal closed on|deal - closed on|deal - deal geschlossen am|deal - abgeschlossen am"
        "|deal - affaire conclue le|deal - trato cerrado el",
        "created_date": "deal - deal created|deal - creation date|deal - add time|deal - deal erstellt|deal - erstellungsdatum"
        "|deal - affaire créée|deal - trato creado|deal - fecha de creación",
        "won_date": "deal - won time|deal - gewonnen am|deal - gewinnzeit|deal - heure du gain|deal - fecha ganado",
        "lost_date": "deal - lost time|deal - verloren am|deal - verlustzeit|deal - fecha perdido",
        "lost_reason": "deal - lost reason|deal - verlustgrund|deal - grund für verlust|deal - motif de perte|deal - raison de la perte"
        "|deal - motivo de pérdida",
    },
    "zoho": {
        "external_id": "record id|deal id|potential id|datensatz-id|id de registro|id d'enregistrement|id de l'enregistrement",
        "name": "deal name|deal_name|potential name|nombre de trato|nombre del trato|geschäftsabschluss name"
        "|name des geschäftsabschlusses|abschlussname|nom de l'affaire|nom de la transaction",
        "client": "account name|account_name|nombre de cuenta|nombre de la cuenta|kontoname|firmenname|accountname|nom du compte"
        "|nom de compte",
        "seller": "deal owner|potential owner|owner|propietario de trato|propietario del trato|geschäftsabschluss besitzer"
        "|abschlussbesitzer|besitzer|propriétaire de l'affaire|propriétaire de la transaction",
        "stage": "stage|fase|etapa|stadium|phase|étape",
        "amount": "amount|importe|cantidad|monto|betrag|montant",
        "close_date": "closing date|closing_date|fecha de cierre|abschlussdatum|date de clôture|date de fermeture",
        "created_date": "created time|created_time|hora de creación|erstellungszeit|erstellt um|erstellt am|heure de création"
        "|date de création",
        "probability": "probability (%)|probability|probabilidad (%)|wahrscheinlichkeit (%)|probabilité (%)",
        "lost_reason": "reason for loss|reason for loss__s|motivo de la pérdida|motivo de pérdida|grund für den verlust|raison de la perte",
    },
    "dynamics": {
        "external_id": "(do not modify) opportunity|(nicht ändern) verkaufschance|(ne pas modifier) opportunité"
        "|(no modificar) oportunidad|opportunityid",
        "name": "topic|thema|rubrique|sujet|tema|asunto|name",
        "client": "potential customer|account|potenzieller kunde|firma|konto|client potentiel|compte|cliente potencial|cuenta"
        "|_customerid_value@odata.community.display.v1.formattedvalue|parent account",
        "seller": "owner|besitzer|propriétaire|propietario|ownerid",
        "stage": "sales stage|pipeline phase|process stage|verkaufsphase|pipelinephase|étape de vente|phase du pipeline"
        "|fase de ventas|fase de la canalización|stepname",
        "status": "status|statut|estado|statecode",
        "amount": "est. revenue|estimated revenue|gesch. umsatz|geschätzter umsatz|geschätzter erlös|revenu est.|revenu estimé"
        "|ingresos est.|ingresos estimados|estimatedvalue|est. revenue (base)|gesch. umsatz (basis)|revenu est. (base)"
        "|ingresos est. (base)|estimatedvalue_base",
        "won_amount": "actual revenue|actual value|tatsächlicher umsatz|tatsächlicher erlös|revenu réel|ingresos reales|actualvalue",
        "currency": "currency|währung|devise|divisa|moneda|transactioncurrencyid",
        "close_date": "est. close date|estimated close date|gesch. abschlussdatum|geschätztes abschlussdatum"
        "|voraussichtliches abschlussdatum|date de fermeture est.|date de fermeture estimée|date de clôture estimée"
        "|fecha de cierre est.|fecha estimada de cierre|fecha de cierre estimada|estimatedclosedate",
        "closed_date": "actual close date|tatsächliches abschlussdatum|tats. abschlussdatum|date de fermeture réelle"
        "|date de clôture réelle|fecha de cierre real|fecha real de cierre|actualclosedate",
        "created_date": "created on|erstellt am|créé le|date de création|fecha de creación|creado el|createdon",
        "probability": "probability|wahrscheinlichkeit|probabilité|probabilidad|closeprobability",
        "lost_reason": "status reason|statusgrund|raison du statut|razón para el estado|statuscode",
    },
    "odoo": {
        "external_id": "external id|externe id|id externe|id externo|id",
        "name": "opportunity|name|verkaufschance|opportunité|oportunidad",
        "client": "customer|customer/display name|partner_id|partner_id/name|partner_name|company name|kunde|firmenname|unternehmensname"
        "|client|nom de l'entreprise|nom de la société|cliente|nombre de la empresa|nombre de la compañía",
        "seller": "salesperson|user_id|user_id/name|vertriebsmitarbeiter|verkäufer|vendeur|commercial|vendedor|comercial",
        "stage": "stage|stage_id|stage_id/name|phase|stufe|étape|etapa",
        "amount": "expected revenue|expected_revenue|planned_revenue|erwarteter umsatz|erwarteter ertrag|revenu espéré|revenu attendu"
        "|revenus attendus|chiffre d'affaires espéré|ingreso esperado|ingresos esperados|ingreso estimado",
        "currency": "currency|company currency|company_currency|währung|devise|moneda",
        "close_date": "expected closing|date_deadline|expected closing date|erwarteter abschluss|clôture prévue|fermeture prévue"
        "|clôture attendue|cierre esperado|cierre previsto",
        "closed_date": "closed date|date_closed|abgeschlossen am|abschlussdatum|date de clôture|date de fermeture|fecha de cierre",
        "created_date": "created on|create_date|creation date|erstellt am|angelegt am|créé le|creado el|creado en",
        "is_active": "active|aktiv|actif|activo",
        "lost_reason": "lost reason|lost_reason_id|verlustgrund|raison de la perte|motif de la perte|motivo de pérdida|razón de pérdida",
    },
    "freshsales": {
        "external_id": "deal id|id",
        "name": "deal name|name",
        "client": "sales account|account name|account|sales account name|deal account",
        "seller": "sales owner|owner|deal owner|sales owner name",
        "stage": "deal stage|stage",
        "amount": "deal value|amount|deal value in base currency|deal value (base currency)",
        "currency": "currency|deal currency",
        "close_date": "expected close|expected close date",
        "closed_date": "closed date|deal closed date|closed at|closed on",
        "created_date": "created at|created time|created on",
        "lost_reason": "lost reason|deal reason|lost/won reason",
        "pipeline": "deal pipeline|pipeline",
    },
    "close": {
        "external_id": "id|opportunity id|opportunity_id",
        "name": "opportunity name|note|opportunity note",
        "client": "lead_name|lead name|lead",
        "seller": "user_name|user name|assigned to|opportunity user|user",
        "stage": "status_label|status label|opportunity status",
        "status": "status_type|status type",
        "amount": "value|opportunity value",
        "currency": "value_currency|value currency",
        "period": "value_period|value period",
        "probability": "confidence",
        "close_date": "date_won|date won|estimated close|close date",
        "lost_date": "date_lost|date lost",
        "created_date": "date_created|date created|created",
        "pipeline": "pipeline_name|pipeline name",
    },
    "copper": {
        "external_id": "copper id|opportunity id|id",
        "name": "opportunity name|name|opportunity|title",
        "client": "company|company name|primary company|account",
        "seller": "owned by|owner|assignee|assigned to",
        "amount": "value|monetary value|opportunity value|amount|converted value",
        "close_date": "close date|expected close date",
        "closed_date": "completed date|date closed|closed date|date won|won/lost date|close date (actual)",
        "created_date": "created at|created date|date created|created",
        "lost_reason": "loss reason",
        "probability": "win probability|win probability (%)",
    },
    "capsule": {
        "external_id": "id|opportunity id",
        "name": "name|opportunity name|opportunity",
        "client": "organisation|organization|organisation name|organization name|party|main contact|contact|contact name|client",
        "seller": "owner|assigned to|user|assigned user",
        "stage": "milestone|milestone name",
        "status": "status|state",
        "amount": "total value|total opportunity value|total|value|opportunity value|expected value|amount",
        "period": "duration basis|value basis|duration unit|time unit|per",
        "duration": "duration",
        "close_date": "expected close date|expected close|expected close on|close date",
        "closed_date": "actual close date|closed on|closed date|closed at|date closed",
        "created_date": "created|created at|created on|date created",
        "probability": "probability|probability of winning|probability (%)",
        "lost_reason": "lost reason",
    },
    "suitecrm": {
        "external_id": "id|opportunity id",
        "name": "opportunity name|name|verkaufschance name|name der verkaufschance|nom de l'opportunité|nombre de la oportunidad",
        "client": "account name|account_name|account|firma|firmenname|nom du compte|nombre de cuenta",
        "seller": "assigned user name|assigned_user_name|assigned to|assigned user|assigned to name|user|zugewiesen an|assigné à"
        "|asignado a",
        "stage": "sales stage|sales_stage|verkaufsphase|étape de vente|etapa de ventas|etapa de venta",
        "amount": "opportunity amount|amount|betrag der verkaufschance|betrag|montant|montant de l'opportunité|cantidad|importe"
        "|amount_usdollar|amount usdollar|amount usd|amount (usd)|amount (default currency)|opportunity amount (default currency)",
        "currency": "currency|currency_id|currency id|currency name|currency code|währung|devise|moneda",
        "close_date": "expected close date|date_closed|date closed|close date|closed date|erwarteter abschluss|abschlussdatum"
        "|date de clôture prévue|fecha de cierre esperada|fecha de cierre",
        "created_date": "date created|date_entered|date entered|created|erstellt am|date de création|fecha de creación",
        "is_deleted": "deleted",
    },
    "monday": {
        "external_id": "item id (auto generated)|item id",
        "name": "name|deal name|deal|item|element",
        "client": "accounts|account|company|client|customer|organization",
        "seller": "deal owner|owner|person|people|sales rep|salesperson",
        "stage": "deal stage|stage|status|group",
        "amount": "deal value|deals value|value|deal size|amount",
        "probability": "close probability|deal probability|probability",
        "close_date": "expected close date|deal expected close date|close date|expected close",
        "closed_date": "actual close date|deal close date|closed date|date closed|close date (actual)",
        "created_date": "deal creation date|creation date|created|created at|date created|creation log",
    },
    "attio": {
        "external_id": "record id|deal id|entry id",
        "name": "deal name|name|deal|record",
        "client": "associated company|company|associated companies|deal > associated company|parent company",
        "seller": "deal owner|owner",
        "stage": "deal stage|stage|status",
        "amount": "deal value|value|amount",
        "close_date": "close date|expected close date|estimated close date",
        "created_date": "created at|created|added at",
    },
}  # fmt: skip

# What a system's own column means there, and a general one would be taken for: in Odoo the company is the firm itself.
NOT_IN: dict[str, str] = {
    "odoo": "company|company/display name|company_id|unternehmen|société|compañía|empresa|entreprise",
    "close": "contact_name|lead_id|contact_id|user_id|status_id|pipeline_id|organization_id",
    "copper": "primary contact|contact",
    "dynamics": "contact|kontakt|rating|(do not modify) row checksum|(do not modify) modified on",
    "monday": "contacts|forecast value|subitems|last interaction",
    "zoho": "contact name|exchange rate",
    "attio": "associated people|created by|next due task",
}

# Columns of every CRM that Tandem keeps nothing of: they're never mistaken for what a file doesn't name.
NOT_OURS = (
    "next step|nächster schritt|étape suivante|prochaine étape|siguiente paso|próximo paso|next steps|opportunity next steps"
    "|lead source|lead-quelle|leadquelle|origine de la piste|fuente de posibles clientes|origen del prospecto|source|quelle|fuente"
    "|type|typ|tipo|deal type|opportunity type|dealtyp|deal-typ|type de transaction|tipo de negocio|opportunity record type"
    "|contact|contact name|contact person|primary contact|kontakt|kontaktperson|ansprechpartner|kontaktname|nom du contact"
    "|nombre de contacto|nombre del contacto|contacts|associated contact|associated contacts|associated people|related contacts"
    "|person|person name|person - name|email|e-mail|email address|phone|telephone|mobile|telefon|teléfono|téléphone"
    "|modified time|modified on|modified date|last modified date|date modified|date updated|updated at|updated|update time|last update"
    "|letzte änderung|geändert am|date de modification|fecha de modificación|hora de modificación|last activity date|last activity"
    "|letzte aktivität|last interaction|last stage change date|date entered stage|deal stage entered|last contacted|last viewed"
    "|modified by|last modified by|created by|creator|geändert von|erstellt von|créé par|creado por|row checksum|zeilenprüfsumme"
    "|fiscal period|fiscal quarter|fiscal year|fiscal|geschäftsperiode|geschäftsjahr|période fiscale|periodo fiscal|age|alter|âge"
    "|forecast category|forecastcategory|forecast category name|prognosekategorie|catégorie de prévision|forecast amount|forecast"
    "|expected revenue|erwarteter umsatz|revenu attendu|ingresos previstos|expectedrevenue|weighted value|weighted amount"
    "|gewichteter betrag|gewichteter wert|forecast value|expected_value|annualized_value|annualized value|prorated revenue"
    "|exchange rate|wechselkurs|taux de change|tipo de cambio|value_formatted|formatted value|label|labels|tag|tags|team|sales team"
    "|owner role|inhaberrolle|rôle du propriétaire|función del propietario|territory|campaign|kampagne|campagne|campaña|industry|branche"
    "|priority|priorität|priorité|prioridad|rating|score|followers|activities|notes count|days in stage|days to close|inactive days"
    "|interaction count|number of employees|city|country|zip|street|address|website|url|link|attachment|files|color|position|rank"
    "|payment status|payment method|last modified|is private|private|recurring revenue|monthly recurring revenue|mrr|arr|acv"
    "|annual contract value|competitor|competitors|main competitor|reason won|closed won reason|won reason|hubspot team|next activity"
    "|next activity date|next due task|description language|record type|quantity|total quantity|deal length|subitems|time zone"
)  # fmt: skip
