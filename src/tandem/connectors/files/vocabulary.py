"""The stage words of each system, exact, and the words for won, lost and open that mean the same in every system.

Whoever's label isn't here is asked for it. Nothing is told by a part of a word: "Almost won" isn't won.
"""

LEAD, QUALIFIED, SIGNED, LOST = "lead", "qualified", "signed", "lost"
# What a person may choose for a stage of their CRM.
ARRIVALS = (LEAD, QUALIFIED, SIGNED, LOST)
OPEN = "open"

# system: (labels in English | German | French | Spanish, by bars; internal name; win probability in percent; stage here)
Row = tuple[str, str, int | None, str]
VOCABULARIES: dict[str, tuple[Row, ...]] = {
    "hubspot": (
        (
            "Appointment scheduled|Termin vereinbart|Termin geplant|Rendez-vous pris|Rendez-vous fixé|Rendez-vous planifié"
            "|Rendez-vous programmé|Cita programada|Cita agendada|Reunión programada",
            "appointmentscheduled", 20, LEAD,
        ),
        (
            "Qualified to buy|Für Kauf qualifiziert|Zum Kauf qualifiziert|Qualifiziert zum Kauf|Kaufbereit|Qualifiée pour l'achat"
            "|Qualifié pour l'achat|Qualifié pour acheter|Qualifié à l'achat|Prêt à acheter|Calificado para comprar"
            "|Cualificado para comprar|Calificado para la compra|Listo para comprar",
            "qualifiedtobuy", 40, QUALIFIED,
        ),
        (
            "Presentation scheduled|Präsentation vereinbart|Präsentation geplant|Présentation planifiée|Présentation programmée"
            "|Présentation prévue|Presentación programada|Presentación agendada",
            "presentationscheduled", 60, QUALIFIED,
        ),
        (
            "Decision maker bought-in|Entscheidungsträger eingebracht|Entscheidungsträger überzeugt|Entscheider überzeugt"
            "|Entscheidungsträger hat zugestimmt|Entscheidungsträger einbezogen|Kaufentscheidung getroffen"
            "|Intégration du décisionnaire|Décideur convaincu|Adhésion du décideur|Décisionnaire convaincu"
            "|Décisionnaire impliqué|Responsable de la toma de decisiones involucrado|Decisor involucrado|Decisor convencido"
            "|Responsable de la decisión convencido|Aceptación del responsable de la toma de decisiones",
            "decisionmakerboughtin", 80, QUALIFIED,
        ),
        (
            "Contract sent|Vertrag gesendet|Vertrag versendet|Vertrag verschickt|Vertrag zugesandt|Contrat envoyé"
            "|Contrato enviado",
            "contractsent", 90, QUALIFIED,
        ),
        ("Closed won", "closedwon", 100, SIGNED),
        ("Closed lost", "closedlost", 0, LOST),
        ("Checkout abandoned|Warenkorb abgebrochen|Panier abandonné", "checkoutabandoned", 10, LEAD),
        ("Checkout pending", "checkoutpending", 40, LEAD),
        ("Checkout completed", "checkoutcompleted", 50, LEAD),
    ),
    "salesforce": (
        (
            "Prospecting|Akquise|Kundenakquise|Prospektion|Interessentensuche|Kundensuche|Prospection|Prospección",
            "", 10, LEAD,
        ),
        ("Qualification|Qualifizierung|Qualifikation|Calificación|Cualificación", "", 10, LEAD),
        (
            "Needs Analysis|Bedarfsanalyse|Anforderungsanalyse|Analyse des besoins|Analyse du besoin"
            "|Análisis de necesidades|Análisis de las necesidades", "", 20, QUALIFIED,
        ),
        (
            "Value Proposition|Wertversprechen|Nutzenversprechen|Leistungsversprechen|Wertangebot|Nutzenargumentation"
            "|Wertargumentation|Proposition de valeur|Propuesta de valor", "", 50, QUALIFIED,
        ),
        (
            "Id. Decision Makers|Id. Entscheidungsträger|Id. Entscheider|Entscheidungsträger identifizieren"
            "|Entscheidungsträger identifiziert|Identifizierung der Entscheidungsträger|Ermittlung der Entscheidungsträger"
            "|Id. des décideurs|Id. décideurs|Identification des décideurs|Identification des décisionnaires"
            "|Id. responsables de decisiones|Id. de responsables de decisiones|Id. de responsables de toma de decisiones"
            "|Identificación de responsables de decisiones|Identificación de quienes toman decisiones"
            "|Id. de quienes toman decisiones|Identificar responsables de toma de decisiones", "", 60, QUALIFIED,
        ),
        (
            "Perception Analysis|Wahrnehmungsanalyse|Analyse de la perception|Analyse de perception|Análisis de percepción"
            "|Análisis de la percepción", "", 70, QUALIFIED,
        ),
        (
            "Proposal/Price Quote|Angebot/Preisangebot|Angebot/Kostenvoranschlag|Angebot/Preisanfrage|Proposition/Devis"
            "|Proposition/Offre de prix|Offre/Devis|Proposition/Prix proposé|Propuesta/Presupuesto|Propuesta/Cotización"
            "|Propuesta/Cotización de precios|Propuesta/Oferta de precio|Propuesta/Presupuesto de precios", "", 75, QUALIFIED,
        ),
        (
            "Negotiation/Review|Verhandlung/Prüfung|Verhandlung/Überprüfung|Verhandlung/Durchsicht|Négociation/Révision"
            "|Négociation/Revue|Négociation/Vérification|Négociation/Examen|Negociación/Revisión", "", 90, QUALIFIED,
        ),
        ("Closed Won", "", 100, SIGNED),
        ("Closed Lost", "", 0, LOST),
    ),
    # Pipedrive gives its default stages no probability of their own.
    "pipedrive": (
        ("Qualified|Qualifiziert|Qualifié|Calificado|Cualificado", "", None, QUALIFIED),
        ("Lead In|Neuer Lead|Idea", "", None, LEAD),
        ("Contact Made|Kontakt hergestellt|Kontakt aufgenommen|Contact établi|Contact pris|Contacto hecho|Contacto realizado",
         "", None, LEAD),
        ("Demo Scheduled|Demo geplant|Demo vereinbart|Démo planifiée|Démo programmée|Demo programada", "", None, QUALIFIED),
        ("Proposal Made|Angebot gemacht|Angebot erstellt|Angebot abgegeben|Proposition faite|Offre faite|Propuesta hecha"
         "|Propuesta realizada", "", None, QUALIFIED),
        ("Negotiations Started|Verhandlungen begonnen|Verhandlungen gestartet|Verhandlung begonnen|Négociations commencées"
         "|Négociations entamées|Negociaciones iniciadas|Negociación iniciada", "", None, QUALIFIED),
    ),
    "zoho": (
        ("Qualification|Qualifizierung|Calificación|Cualificación", "", 10, LEAD),
        ("Needs Analysis|Bedarfsanalyse|Analyse des besoins|Análisis de necesidades", "", 20, QUALIFIED),
        ("Value Proposition|Wertversprechen|Nutzenversprechen|Proposition de valeur|Propuesta de valor", "", 40, QUALIFIED),
        ("Identify Decision Makers|Id. Decision Makers|Entscheidungsträger identifizieren|Identifier les décideurs"
         "|Identification des décideurs|Identificar a los responsables de la toma de decisiones"
         "|Identificar responsables de decisiones", "", 60, QUALIFIED),
        ("Proposal/Price Quote|Proposal/Quote|Angebot/Preisangebot|Proposition/Devis|Propuesta/Cotización"
         "|Propuesta/Presupuesto", "", 75, QUALIFIED),
        ("Negotiation/Review|Verhandlung/Überprüfung|Verhandlung/Prüfung|Négociation/Révision|Négociation/Examen"
         "|Negociación/Revisión", "", 90, QUALIFIED),
        ("Closed Won", "", 100, SIGNED),
        ("Closed Lost", "", 0, LOST),
        ("Closed Lost to Competition|Closed-Lost to Competition|An Konkurrenz verloren|Perdu au profit de la concurrence"
         "|Cerrado perdido por la competencia", "", 0, LOST),
    ),
    "dynamics": (
        ("Qualify|1-Qualify|Qualifizieren|1-Qualifizieren|Qualifier|1-Qualifier|Calificar|1-Calificar", "", None, LEAD),
        ("Develop|2-Develop|Entwickeln|2-Entwickeln|Développer|2-Développer|Desarrollar|2-Desarrollar", "", None, QUALIFIED),
        ("Propose|3-Propose|Vorschlagen|3-Vorschlagen|Anbieten|Proposer|3-Proposer|Proponer|3-Proponer", "", None, QUALIFIED),
        ("Close|4-Close|Abschließen|4-Abschließen|Clôturer|4-Clôturer|Fermer|Cerrar|4-Cerrar", "", None, QUALIFIED),
        ("In Progress|In Bearbeitung|In Arbeit|En cours|En curso|En progreso", "", None, LEAD),
    ),
    "odoo": (
        ("New|Neu|Nouveau|Nueva|Nuevo", "", None, LEAD),
        ("Qualified|Qualifiziert|Qualifié|Qualifiée|Calificado|Calificada|Cualificado|Cualificada", "", None, QUALIFIED),
        ("Proposition|Proposal|Angebot|Propuesta", "", None, QUALIFIED),
        ("Negotiation", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
    ),
    "freshsales": (
        ("New|Neu|Nouveau|Nuevo", "", None, LEAD),
        ("Follow-up|Under review|Contacted|Prospecting", "", None, LEAD),
        ("Qualification|Qualified|Discovery|Needs analysis", "", None, LEAD),
        ("Demo|Presentation|Proposal|Price quote|Proposal/Price quote|Negotiation", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
        ("Lost", "", 0, LOST),
    ),
    "close": (
        ("Active|Aktiv|Actif|Activo", "", None, LEAD),
        ("Demo Completed|Proposal Sent|Contract Sent", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
        ("Lost", "", 0, LOST),
    ),
    "copper": (
        ("Lead|New|Inbound|Contacted|First Meeting", "", None, LEAD),
        ("Qualified|Follow-up|Presentation|Contract Sent|Negotiation|Proposal|Proposal Sent", "", None, QUALIFIED),
    ),
    "capsule": (
        ("New|Lead|Suspect|Prospect", "", None, LEAD),
        ("Champion|Opportunity|Qualified|Proposal|Verbal|Negotiation|Tender|Bid", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
        ("Lost", "", 0, LOST),
    ),
    "suitecrm": (
        ("Prospecting|Akquise|Interessentensuche|Prospektion|Prospection|Prospección|Prospecto", "", 10, LEAD),
        ("Qualification|Qualifizierung|Qualifikation|Calificación|Cualificación", "", 20, LEAD),
        ("Needs Analysis|Bedarfsanalyse|Analyse des besoins|Análisis de necesidades|Necesita análisis", "", 25, QUALIFIED),
        ("Value Proposition|Wertangebot|Wertversprechen|Nutzenversprechen|Proposition de valeur|Propuesta de valor", "", 30,
         QUALIFIED),
        ("Id. Decision Makers|Identifying Decision Makers|Id. Entscheidungsträger|Entscheidungsträger identifizieren"
         "|Identification des décideurs|Id. responsables|Identificar responsables", "", 40, QUALIFIED),
        ("Perception Analysis|Wahrnehmungsanalyse|Analyse de la perception|Análisis de percepción", "", 50, QUALIFIED),
        ("Proposal/Price Quote|Angebot/Preisangebot|Proposition/Devis|Propuesta/Presupuesto", "", 65, QUALIFIED),
        ("Negotiation/Review|Verhandlung/Überprüfung|Verhandlung/Prüfung|Négociation/Révision|Négociation/Examen"
         "|Negociación/Revisión", "", 80, QUALIFIED),
        ("Closed Won", "", 100, SIGNED),
        ("Closed Lost", "", 0, LOST),
    ),
    "monday": (
        ("New|Lead|Leads|New deal", "", None, LEAD),
        ("Discovery|Proposal|Negotiation|Legal|Qualified|Evaluation|Demo|Contract", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
        ("Lost", "", 0, LOST),
    ),
    "attio": (
        ("Lead", "", None, LEAD),
        ("In Progress", "", None, QUALIFIED),
        ("Won", "", 100, SIGNED),
        ("Lost", "", 0, LOST),
    ),
}  # fmt: skip

# Stages that mean an open deal wherever they are said, and how far it is.
ANYWHERE: tuple[tuple[str, str], ...] = (
    (
        "Open|Offen|Ouvert|Ouverte|En cours|Abierto|Abierta|Aperto|Aperta|Aberto|Aberta|Öppen|Åben|Åpen|Avoin|Otwarte|Otwarta"
        "|In progress|In Bearbeitung|En curso|Lead|New|New lead|Neu|Nouveau|Nuevo|Nuevo lead|Prospect|Prospecting|Prospection"
        "|Prospección|Akquise|Prospektion|Qualification|Qualifizierung|Calificación|Cualificación|Discovery|Contacted|Contact made"
        "|Appointment scheduled|Inbound|Opportunity|Contact|Erstkontakt|Kontakt",
        LEAD,
    ),
    (
        "Qualified|Qualifiziert|Qualifié|Qualifiée|Calificado|Cualificado|Needs analysis|Bedarfsanalyse|Analyse des besoins"
        "|Análisis de necesidades|Proposal|Proposal made|Proposal sent|Angebot|Angebot gesendet|Angebot versendet|Angebot erstellt"
        "|Proposition|Proposition envoyée|Devis|Devis envoyé|Propuesta|Propuesta enviada|Presupuesto|Presupuesto enviado"
        "|Negotiation|Negotiating|Negotiations started|Verhandlung|In Verhandlung|Négociation|En négociation|Negociación"
        "|En negociación|Offerta|Trattativa|Negoziazione|Proposta|Negociação|Offerte|Onderhandeling|Offert|Förhandling"
        "|Proposal/Price quote|Negotiation/Review|Value proposition|Contract sent|Quote sent|Demo scheduled"
        "|Presentation scheduled|Contrat envoyé|Contrato enviado|Vertrag gesendet",
        QUALIFIED,
    ),
)

WON: tuple[str, ...] = (
    "Won", "Closed won", "Close won", "Signed", "Deal won", "Closed as won", "Won deal", "Won/Closed", "Won - Closed",
    "Gewonnen", "Geschlossen gewonnen", "Geschlossen und gewonnen", "Abgeschlossen gewonnen",
    "Abgeschlossen und gewonnen", "Gewonnen geschlossen", "Gewonnen abgeschlossen", "Abgeschlossen (gewonnen)", "Deal gewonnen",
    "Als gewonnen geschlossen", "Unterschrieben", "Unterzeichnet",
    "Gagné", "Gagnée", "Gagnés", "Fermé gagné", "Fermée gagnée", "Fermé et gagné", "Fermée et gagnée", "Clos gagné", "Close gagnée",
    "Clôturé gagné", "Clôturée gagnée", "Clôturé et gagné", "Clôturée et gagnée", "Conclu gagné", "Conclue gagnée", "Conclusion gagnée",
    "Fermeture gagnée", "Gagné fermé", "Affaire gagnée", "Transaction gagnée", "Signé", "Signée",
    "Ganado", "Ganada", "Cerrado ganado", "Cerrada ganada", "Cerrado y ganado", "Cerrada y ganada", "Cierre ganado",
    "Cerrado/a ganado/a", "Ganada cerrada", "Ganado cerrado", "Negocio ganado", "Firmado", "Firmada",
    "Vinto", "Vinta", "Chiuso vinto", "Chiusa vinta", "Chiuso vinta", "Chiuso e vinto", "Chiusa e vinta", "Chiuso acquisito",
    "Firmato",
    "Ganho", "Ganha", "Fechado ganho", "Fechada ganha", "Fechado e ganho", "Negócio fechado ganho", "Assinado",
    "Gesloten gewonnen", "Gesloten en gewonnen", "Afgesloten gewonnen", "Getekend",
    "Vunnen", "Vunnet", "Stängd vunnen", "Stängt vunnen", "Avslutad vunnen", "Avslutat vunnet", "Vundet", "Lukket vundet",
    "Vunnet lukket", "Voitettu", "Suljettu voitettu", "Suljettu, voitettu", "Kauppa voitettu", "Wygrana", "Wygrane", "Wygrany",
    "Zamknięte wygrane", "Zamknięta wygrana", "Zamknięte - wygrane", "Vyhráno", "Uzavřeno vyhráno",
)  # fmt: skip
LOST_WORDS: tuple[str, ...] = (
    "Lost", "Closed lost", "Close lost", "Deal lost", "Closed as lost", "Lost deal", "Lost/Closed", "Lost - Closed", "Not won",
    "Closed - not won", "Closed not won",
    "Verloren", "Geschlossen verloren", "Geschlossen und verloren", "Abgeschlossen verloren",
    "Abgeschlossen und verloren", "Verloren geschlossen", "Verloren abgeschlossen", "Abgeschlossen (verloren)", "Deal verloren",
    "Als verloren geschlossen", "Nicht gewonnen",
    "Perdu", "Perdue", "Perdus", "Fermé perdu", "Fermée perdue", "Fermé et perdu", "Fermée et perdue", "Clos perdu", "Close perdue",
    "Clôturé perdu", "Clôturée perdue", "Clôturé et perdu", "Clôturée et perdue", "Conclu perdu", "Conclue perdue", "Conclusion perdue",
    "Fermeture perdue", "Perdu fermé", "Affaire perdue", "Transaction perdue",
    "Perdido", "Perdida", "Cerrado perdido", "Cerrada perdida", "Cerrado y perdido", "Cerrada y perdida", "Cierre perdido",
    "Cerrado/a perdido/a", "Perdida cerrada", "Perdido cerrado", "Negocio perdido",
    "Perso", "Persa", "Chiuso perso", "Chiusa persa", "Chiuso e perso", "Chiusa e persa",
    "Fechado perdido", "Fechada perdida", "Fechado e perdido", "Negócio fechado perdido",
    "Gesloten verloren", "Gesloten en verloren", "Afgesloten verloren",
    "Förlorad", "Förlorat", "Stängd förlorad", "Stängt förlorad", "Avslutad förlorad", "Avslutat förlorat", "Tabt", "Lukket tabt",
    "Tapt", "Lukket tapt", "Hävitty", "Suljettu hävitty", "Suljettu, hävitty", "Menetetty", "Przegrana", "Przegrane", "Przegrany",
    "Zamknięte przegrane", "Zamknięta przegrana", "Zamknięte - przegrane", "Utracona", "Utracone", "Prohráno", "Uzavřeno prohráno",
)  # fmt: skip

# What a column of its own says of won, lost and open, beside the stage: (system or "" for all, words, what they mean).
STATUSES: tuple[tuple[str, str, str], ...] = (
    (
        "",
        "Open|Offen|Ouvert|Ouverte|Abierto|Abierta|Aperto|Aperta|Aberto|Aberta|Öppen|Åben|Åpen|Avoin|Otwarte|Otwarta|In progress"
        "|In Bearbeitung|En cours|En curso|Active|Aktiv|Actif|Active|Activo|Activa|Attivo|Ativo|Actief|Ongoing|Pending|New|Laufend",
        OPEN,
    ),
    ("copper", "Abandoned", LOST),
    ("close", "active", OPEN),
    ("dynamics", "In Progress|On Hold|In Arbeit|Angehalten|En attente|En espera", OPEN),
    (
        "dynamics",
        "Canceled|Cancelled|Out-Sold|Storniert|Abgebrochen|Überboten|Annulé|Annulée|Cancelado|Cancelada",
        LOST,
    ),
)

# What HubSpot calls its first pipeline; it writes a stage as "Contract sent (Sales Pipeline)".
PIPELINES = (
    "Sales Pipeline", "Deal Pipeline", "Pipeline", "Default Pipeline", "Vertriebspipeline", "Vertriebs-Pipeline", "Sales-Pipeline",
    "Deal-Pipeline", "Verkaufspipeline", "Pipeline de ventes", "Pipeline des ventes", "Pipeline commercial", "Pipeline de ventas",
    "Pipeline de negocios", "Ecommerce Pipeline", "E-commerce Pipeline",
)  # fmt: skip
