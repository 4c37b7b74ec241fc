"""Every verb on a deal's rows holds the deal before it judges: read from the code, so that no new verb is forgotten.

What it can't read (a verb that holds too late, or writes on a deal that it doesn't hold) each test finds as it runs:
see `_deals_are_held_in_time` in conftest.py.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

import tandem

SRC = Path(tandem.__file__).parent
DEAL = "Engagement"

# Verbs that hold by themselves, or judge nothing and are called by verbs that hold. Each with why.
BY_HAND = {
    "review.actions.propose.propose": "draws the papers first; judges again once it holds the deal",
    "feedback.actions.client.ask_for_code": "with deed(link.engagement)",
    "feedback.actions.client.sign": "a wrong code is counted in a deed of its own, which no rollback forgets",
    "feedback.actions.client.say": "with deed(link.engagement)",
    "feedback.actions.client.pending": "asks, and writes nothing",
    "feedback.actions.links.make_and_mail": "with deed(deal)",
    "feedback.actions.links.revoke": "judges nothing of the deal; ledger.revise holds it",
    "engagements.actions.stage.force_signed": "holds all of them at once, then looks whether one has moved",
    "planning.actions.bookings.book": "with deed(engagement)",
    "planning.actions.bookings.change": "holds the deal that it leaves and the one that it goes to",
    "planning.actions.bookings.split": "with _held(booking)",
    "planning.actions.bookings.remove": "with _held(booking)",
    "planning.actions.bookings.move": "is `change`",
    "planning.actions.bookings.hold": "is `change`",
    "planning.actions.bookings.unhold": "is `change`",
}
# Parts of verbs: they write in the deed of whoever calls them. No view, form, task or command may.
PARTS = {
    "delivery.actions.amended.write", "review.actions.invite.invite",
    "engagements.actions.assumption.harden_due", "engagements.actions.assumption.price_all",
    "engagements.actions.challenge.note", "engagements.actions.challenge.settle",
    "engagements.actions.clauses.take_over", "engagements.actions.stage.move",
    "engagements.actions.waiver.use", "handoff.actions.compose.compose_first", "engagements.actions.worth.choose_tier", "engagements.actions.worth.follow",
    "scoping.actions.document.keep", "scoping.actions.draft.reprice",
    "scoping.actions.links.put",
}  # fmt: skip


def of_a_deal() -> set[str]:
    """Names of the models whose rows belong to a deal: by a field of their own, or through one that does."""
    found = {DEAL}
    while True:
        more = {
            model.__name__
            for model in apps.get_models()
            if model.__module__.startswith("tandem.")
            and model.__name__ not in found
            and any(
                isinstance(field, models.ForeignKey | models.OneToOneField)
                and not field.null
                and field.related_model.__name__ in found  # type: ignore[union-attr]
                for field in model._meta.concrete_fields
            )
        }
        if not more:
            return found | {"Booking", "Survey"}  # theirs may be empty: inside the firm; a client without a deal
        found |= more


def verbs(text: str) -> Iterator[ast.FunctionDef]:
    """The public functions that act, at some moment (`at`)."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
            if "at" in names:
                yield node


def is_about(verb: ast.FunctionDef, rows: set[str]) -> bool:
    """Does it take a row of a deal?"""
    taken = [arg.annotation for arg in verb.args.args if arg.annotation]
    return any(isinstance(part, ast.Name) and part.id in rows for each in taken for part in ast.walk(each))


def holds(verb: ast.FunctionDef) -> bool:
    return any("locks_deal" in ast.unparse(each) for each in verb.decorator_list)


def loose(module: str, text: str, rows: set[str]) -> list[str]:
    return [
        name
        for verb in verbs(text)
        if is_about(verb, rows) and not holds(verb)
        if (name := f"{module}.{verb.name}") not in BY_HAND and name not in PARTS
    ]


def actions() -> Iterator[tuple[str, str]]:
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        if "actions" in parts and parts[0] not in ("ledger", "connectors"):
            yield ".".join(parts), path.read_text()


def test_every_verb_on_a_deals_rows_holds_the_deal():
    rows = of_a_deal()
    assert {"Promise", "ScopeItem", "Question", "ChangeOrder", "Lesson", "Verdict", "Milestone"} <= rows
    assert [name for module, text in actions() for name in loose(module, text, rows)] == []


def test_a_verb_that_holds_nothing_is_found():
    forgotten = """
def reword(promise: Promise, words: str, *, by: Person, at: datetime) -> Promise:
    with deed():
        return revise(promise, "reworded", seen=None, by=by, at=at, quote=words)

@locks_deal
def judge(promise: Promise, *, by: Person, at: datetime) -> Promise:
    return promise

def of_nobody(person: Person, *, by: Person, at: datetime) -> None:
    pass
"""
    assert loose("engagements.actions.promise", forgotten, of_a_deal()) == ["engagements.actions.promise.reword"]


def test_what_is_allowed_to_differ_is_there():
    every = {f"{module}.{verb.name}" for module, text in actions() for verb in verbs(text)}
    assert BY_HAND.keys() - every == set()
    assert PARTS - every == set()


def test_parts_of_verbs_are_called_by_verbs_only():
    """A part judges nothing and holds nothing new: whoever shows pages calls the verb."""
    told = []
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        if "actions" in parts or "sample" in parts:
            continue
        text = path.read_text()
        for name in PARTS:
            module, _, verb = name.rpartition(".")
            package, noun = f"tandem.{module}".rsplit(".", 1)
            imported = f"from tandem.{module} import" in text and re.search(
                rf"\b{verb}\b", text.split(f"from tandem.{module} import")[1].split("\n")[0]
            )
            if imported or (f"from {package} import" in text and f"{noun}.{verb}(" in text):
                told.append(f"{'.'.join(parts)}: {name}")
    assert told == []
