"""What the last look at a file found, kept with its batch for the page and the command."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.connectors.files import match
from tandem.connectors.files.answers import TWINS
from tandem.connectors.files.guess import ESSENTIAL
from tandem.connectors.files.money import CENTS, LEAVE_OUT, is_converted
from tandem.connectors.files.plan import Plan, Question, decided
from tandem.connectors.files.table import Table
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.known import FORMS, ONE, SEVERAL
from tandem.connectors.queries.outlook import Outlook
from tandem.people.queries.firm import currency

State = ImportBatch.State
SHOWN_PROBLEMS = 500
NAMES = {
    "client": gettext_lazy("client"), "seller": gettext_lazy("seller"), "stage": gettext_lazy("stage"),
    "amount": gettext_lazy("amount"), "close_date": gettext_lazy("close date"), "external_id": gettext_lazy("id"),
    "created_date": gettext_lazy("day of creation"),
}  # fmt: skip


def keep(batch: ImportBatch, table: Table, proposal: match.Proposal, made: Plan, outlook: Outlook) -> None:
    """Writes nothing yet: the batch is saved by who calls this."""
    mapping, told = made.mapping, outlook.told()
    questions = [
        *made.questions,
        *_twins(mapping, told["twins"], told["twin_names"]),
        *_forms(mapping, told["forms"]),
        *_sheets(table),
    ]
    batch.system = mapping.system
    batch.questions = [question.to_json() for question in sorted(questions, key=lambda each: not each.needed)]
    batch.rows_total = made.findings.rows
    batch.state = State.MAPPING if any(question.needed for question in questions) else State.READY
    batch.failure = ""
    batch.findings = {
        "decided": decided(made.findings, mapping),
        "header": list(table.header),
        "sheet": table.sheet,
        "sheets": table.sheets,
        "converted": made.findings.converted,
        "footers": made.findings.footers[:20],
        "samples": proposal.samples,
        "left_out": _left_out(table, proposal, mapping),
        "notes": [
            *_sheet_notes(table),
            *match.notes(mapping, proposal.belied),
            *_not_there(table, mapping),
            *_not_said(mapping, proposal),
            *_money_notes(made),
            *_leads(outlook.without_fit),
        ],
        "taken": made.taken,
        "refused": made.refused_rows,
        "kinds": dict(made.kinds),
        "by_stage": {stage: [number, str(total)] for stage, (number, total) in made.by_stage.items()},
        "problems": [_told(refusal) for refusal in made.refusals[:SHOWN_PROBLEMS]],
        **told,
    }


def _twins(mapping: match.Mapping, number: int, names: list[str]) -> list[Question]:
    """Rows without an id in common with a deal here of the same name and client."""
    if not number:
        return []
    answer = mapping.decisions.get("twins", "")
    words = ngettext(
        "%(num)s row has the name and client of a deal that is here, and no id in common with it. Is it the same deal?",
        "%(num)s rows have the name and client of deals that are here, and no id in common with them. Are they the same deals?",
        number,
    )
    words = words % {"num": f"{number:,}"}
    return [Question("twins", words, choices=TWINS, examples=tuple(names), answer=answer, needed=answer not in TWINS)]


def _forms(mapping: match.Mapping, doubted: dict[str, list[str]]) -> list[Question]:
    """Orchard Ltd and Orchard BV may be one client or two."""
    asked = []
    for base, spelt in doubted.items():
        answer = mapping.decisions.get(f"{FORMS}{base}", "")
        words = _("“%(name)s” comes with another legal form than it has here, or with several. Is it one client?") % {
            "name": spelt[0]
        }
        asked.append(
            Question(
                f"{FORMS}{base}", words, choices=(ONE, SEVERAL), examples=tuple(spelt), answer=answer, needed=not answer
            )
        )
    return asked


def _sheets(table: Table) -> list[Question]:
    if len(table.sheets) < 2:
        return []
    words = _("The workbook has several sheets with rows. Which one is read?")
    return [Question("sheet", words, choices=tuple(table.sheets), answer=table.sheet, needed=False)]


def _sheet_notes(table: Table) -> list[str]:
    others = [
        _("“%(name)s” (%(rows)s rows)") % {"name": name, "rows": f"{rows:,}"}
        for name, rows in table.sheets.items()
        if name != table.sheet
    ]
    if not others:
        return []
    told = {"read": table.sheet, "others": ", ".join(others)}
    return [_("The sheet “%(read)s” is read. Not read: %(others)s. Choose which one is.") % told]


def _not_there(table: Table, mapping: match.Mapping) -> list[str]:
    """Columns that were settled for other files, and that this one hasn't."""
    gone = [name for name in mapping.columns.values() if name not in table.header]
    return [
        _("This file has no column “%(name)s”, from which earlier ones were read.") % {"name": name} for name in gone
    ]


def _not_said(mapping: match.Mapping, proposal: match.Proposal) -> list[str]:
    """What every deal has and this file doesn't say."""
    absent = [
        str(NAMES[ours])
        for ours, fields in ESSENTIAL.items()
        if not any(name in mapping.columns and proposal.weighed.get(mapping.columns[name]) for name in fields)
    ]
    return [_("Not in the file: %(names)s.") % {"names": ", ".join(absent)}] if absent else []


def _money_notes(made: Plan) -> list[str]:
    """In which currency, unit and rate the amounts are read, as far as the file doesn't say so itself."""
    home, mapping, found = currency(), made.mapping, made.findings
    amount = mapping.columns.get("amount", "")
    told = {"column": amount, "home": home, "number": f"{found.unnamed:,}"}
    notes = []
    if found.unnamed and is_converted(amount):
        notes.append(
            _("“%(column)s” is in the company's own currency: it's read as %(home)s, and not converted.") % told
        )
    elif found.unnamed:
        words = ngettext(
            "%(number)s amount names no currency: it's read as %(home)s, the firm's own.",
            "%(number)s amounts name no currency: they are read as %(home)s, the firm's own.",
            found.unnamed,
        )
        notes.append(words % told)
    if decided(found, mapping).get("unit") == CENTS:
        notes.append(_("“%(column)s” counts cents: 1250 is read as 12.50.") % told)
    for code in sorted(set(found.currencies) - {home}):
        rate = mapping.rates.get(code, "")
        if rate and rate != LEAVE_OUT:
            notes.append(_("One %(code)s is taken as %(rate)s %(home)s.") % {"code": code, "rate": rate, "home": home})
    return notes


def _leads(number: int) -> list[str]:
    if not number:
        return []
    words = ngettext(
        "%(num)s deal that the file has further arrives as a lead: its client's fit isn't judged here yet.",
        "%(num)s deals that the file has further arrive as leads: their clients' fit isn't judged here yet.",
        number,
    )
    return [words % {"num": f"{number:,}"}]


def _left_out(table: Table, proposal: match.Proposal, mapping: match.Mapping) -> dict[str, str]:
    used = set(mapping.columns.values())
    told = {}
    for name in table.header:
        ours = (match.field_of(name, mapping.source) or ("",))[0]
        instead = _("“%(other)s” is read instead") % {"other": mapping.columns.get(ours, "")}
        nobody = instead if ours in mapping.columns else _("nobody said what it is")
        told[name] = proposal.left_out.get(name, nobody)
    return {name: words for name, words in told.items() if name not in used}


def _told(refusal: Any) -> dict[str, Any]:
    return {
        "row": refusal.row,
        "column": refusal.column,
        "value": refusal.value,
        "words": refusal.words,
        "taken": False,
    }
