"""Every form over something that is there, opened in a real Chromium and sent back as it was drawn: nothing changes and
nothing is written to the history, whatever the language, however much or little is filled in. And sent without what was
read, with garbage for it, or after somebody else: it's refused, and nothing changes either."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation

from tandem.ledger.forms import SeenForm
from tests.browser.inside import Form, Inside, changes, taken_back
from tests.browser.posted import Key, Place, find, settling
from tests.browser.sampled import served

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ("en-gb", "en-us", "de")
MORE = {"en-us": True, "de": False}  # emptied, filled in
GARBAGE = ("x", "-1", "0", "²", "9" * 30, "9" * 5000, "1:2:3", "0:x", "\N{ARABIC-INDIC DIGIT ONE}", "1'--")
REFUSED = (403, 404, 409, 422)
TYPED = {
    "date": "2026-12-15", "datetime-local": "2026-12-15T10:00", "number": "1", "email": "ann@halden.example",
    "text": "Said again", "textarea": "Said again,\r\non two lines", "search": "Said again", "tel": "123",
}  # fmt: skip


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker) -> Iterator[None]:
    with served(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def places(firm) -> dict[Key, Place]:
    return find()


@pytest.fixture
def tab(page) -> Inside:
    return Inside(page)


def opened(tab: Inside, places: dict[Key, Place]) -> Iterator[tuple[Place, Form]]:
    """Each form as Chromium has it."""
    for place in dict.fromkeys(places.values()):
        tab.sign_in(place.person)
        for form in tab.forms(place.address):
            if form.seen and places.get(form.key) == place:
                yield place, form


def written(form: Form, *, empty: bool = False, only_needed: bool = False) -> list[tuple[str, str]]:
    """What somebody sends who fills in everything that is empty; or empties everything that may be."""
    new: dict[str, str | None] = {}
    data = dict(form.data)
    for it in form.controls:
        name, kind = it["name"], it["kind"]
        if empty and not it["needed"] and (kind in TYPED or "" in (it["options"] or ())):
            new[name] = ""
        elif not empty and (it["needed"] or not only_needed) and not data.get(name):
            options = [value for value in it["options"] or () if value]
            new[name] = TYPED.get(kind) or (options[0] if options else it["value"] if kind == "radio" else None)
    return form.but(**{name: value for name, value in new.items() if value is not None})


def at(form: Form, place: Place, diff: dict[str, Any]) -> str:
    told = [f"    {table}: {list(gone)[:1]} -> {list(come)[:1]}" for table, (gone, come) in diff.items()]
    return "\n".join([f"{form.route} at {place.address}, for {place.person}: {dict(form.data)}", *told])


def is_deed(tab: Inside, place: Place, form: Form) -> bool:
    """It was done once: the same form isn't offered again with the same in it. Or its class says that sending it does
    something whatever is in it."""
    with taken_back():
        with settling() as forms:
            tab.send(form)
        if forms and forms[-1].deed:
            return True
        again = [one for one in tab.forms(place.address) if one.key == form.key]
        return all(dict(one.data) != {**dict(form.data), form.seen: dict(one.data).get(form.seen)} for one in again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_sent_back_as_it_was_drawn_changes_nothing(tab, places, language):
    """As the sample has it; in two of the languages also with everything emptied that may be, and everything filled in."""
    problems, sent, saved = [], 0, 0
    with translation.override(language), override_settings(LANGUAGE_CODE=language), settling() as forms:
        for place, form in opened(tab, places):
            if not form.names:
                continue
            sent += 1
            problems += problem_of(tab, place, form)
            if language in MORE:
                tab.sign_in(place.person)
                saved += comes_back(tab, place, form, problems, empty=MORE[language])
    assert not problems, "\n".join(problems)
    assert sent > 60
    assert saved > 20 or language not in MORE
    left = unsent({type(form) for form in forms})
    assert left == set(NOT_REACHED), "\n".join(sorted(left ^ set(NOT_REACHED)))


def problem_of(tab: Inside, place: Place, form: Form) -> list[str]:
    answer, diff = changes(lambda: tab.send(form))
    bad = answer.status_code not in (302, 303, *REFUSED) or (diff and not is_deed(tab, place, form))
    return [f"{answer.status_code} " + at(form, place, diff)] if bad else []


def comes_back(tab: Inside, place: Place, form: Form, problems: list[str], *, empty: bool) -> bool:
    """Saved with other things in it, opened again, sent back as it is. False where it couldn't be saved so, or was done
    once and isn't offered again."""
    with taken_back():
        if tab.send(form, written(form, empty=empty)).status_code not in (302, 303):
            return False
        again = next((one for one in tab.forms(place.address) if one.key == form.key), None)
        problems += problem_of(tab, place, again) if again else []
        return again is not None


def test_a_form_that_does_not_say_what_was_read_is_refused(tab, places):
    """Nothing for it, and each kind of garbage in its turn."""
    problems, went_through = [], 0
    garbage = cycle(GARBAGE)
    for place, form in opened(tab, places):
        whole = dict(written(form, only_needed=True))
        answer, wrote = changes(lambda whole=whole, form=form: tab.send(form, list(whole.items())))
        works = bool(wrote) and answer.status_code in (302, 303)
        went_through += works
        for words in (None, next(garbage), next(garbage)):
            told = {name: value for name, value in whole.items() if name != form.seen}
            told |= {} if words is None else {form.seen: words}
            answer, diff = changes(lambda told=told, form=form: tab.send(form, list(told.items())))
            if diff or answer.status_code not in ((409,) if works else REFUSED):
                problems.append(f"{words!r}: {answer.status_code} " + at(form, place, diff))
    assert not problems, "\n".join(problems)
    assert went_through > 40


# Forms that only make a row: there is nothing that they could send back unchanged.
NOT_REACHED = (
    "review.forms.delegation.DelegationForm", "scoping.forms.review.FlagForm", "scoping.forms.review.SessionForm",
    "scoping.forms.scope.LineForm", "scoping.forms.template.TemplateForm",
)  # fmt: skip


def unsent(reached: set[type[SeenForm]]) -> set[str]:
    """A form that the walk doesn't reach stands above, with a reason."""
    return {
        f"{kind.__module__}.{kind.__qualname__}".removeprefix("tandem.")
        for kind in kinds(SeenForm)
        if kind not in reached
    }


def kinds(base: type[SeenForm]) -> set[type[SeenForm]]:
    """Every form of the product that asks something."""
    found = set(base.__subclasses__())
    found |= {each for kind in found for each in kinds(kind)}
    return {kind for kind in found if len(kind.base_fields) > 1 or not kind.__subclasses__()}
