"""Names of columns of money that aren't what the user typed: converted by the CRM, or weighted."""

import re

# What a CRM has turned into its company's own currency, and how such a column's name begins.
CONVERTED = re.compile(
    r"(?:company|base|home|default|corporate|organi[sz]ation)'?s?[\s_]*currency|\((?:base|basis)\)|_base$|\bamount base\b|\bbase amount\b"
    r"|\bconverted\b|konvertiert|umgerechnet|(?:firmen|unternehmens|haus|basis)w[äa]hrung|\bconverti|devise (?:de l.entreprise|de base|principale)"
    r"|convertid[oa]|moneda (?:de la empresa|base|principal)|usd?[\s_]*dollar$",
    re.IGNORECASE,
)
LAST = 999
AMOUNTS = frozenset(
    [
        "amount",
        "betrag",
        "montant",
        "importe",
        "valor",
        "value",
        "monto",
        "cantidad",
        "wert",
        "summe",
        "total",
        "deal",
        "revenue",
        "importo",
        "valore",
        "bedrag",
        "belopp",
        "kwota",
    ]
)
WEIGHTED = re.compile(r"[(\[].*(?:weighted|gewichtet|ponder|pondéré|expected|forecast|prorat).*[)\]]", re.I)
OF_CURRENCY = re.compile(r"(?:currency|w[äa]hrung|devise|divisa|moneda|valuta|code)\s*$", re.IGNORECASE)
