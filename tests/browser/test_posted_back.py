"""Every form over something that is there, opened in a real Chromium and sent back as it was drawn: nothing changes and
nothing is written to the history, whatever the language, however much or little is filled in. And sent without what was
read, with garbage for it, or after somebody else: it's refused, and nothing changes either."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation

from tandem.front.sample.build import Size, make
from tandem.ledger.forms import SeenForm
from tests.browser.inside import Form, Inside, changes, taken_back
from tests.browser.posted import Key, Place, find, settling
from tests.browser.sampled import SEED, TUESDAY

pytestmark = pytest.mark.django_db
LANGUAGES = ("en-gb", "en-us", "de")
GARBAGE = ("x", "-1", "0", "²", "9" * 30, "1:2:3", "0:x", "\N{ARABIC-INDIC DIGIT ONE}", "1'--")
REFUSED = (403, 404, 409, 422)
TYPED = {
    "date": "2026-12-15", "datetime-local": "2026-12-15T10:00", "number": "1", "email": "ann@halden.example",
    "text": "Said again", "textarea": "Said again,\r\non two lines", "search": "Said again", "tel": "123",
}  # fmt: skip


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), override_settings(TANDEM_TODAY=TUESDAY), taken_back():
        make(Size(), SEED, TUESDAY)
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
    problems = []
    with translation.override(language), override_settings(LANGUAGE_CODE=language):
        for place, form in opened(tab, places):
            if not form.names:
                continue
            answer, diff = changes(lambda form=form: tab.send(form))
            if answer.status_code not in (302, 303, *REFUSED) or (diff and not is_deed(tab, place, form)):
                problems.append(at(form, place, diff))
                print(answer.status_code, problems[-1], flush=True)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("empty", [False, True], ids=["full", "light"])
def test_whatever_was_filled_in_comes_back_the_same(tab, places, empty):
    """Filled in or emptied as far as it goes, saved, opened again, sent back as it is."""
    problems, saved = [], 0
    for place, form in list(opened(tab, places)):
        tab.sign_in(place.person)
        with taken_back():
            if not form.names or tab.send(form, written(form, empty=empty)).status_code not in (302, 303):
                continue
            again = next((one for one in tab.forms(place.address) if one.key == form.key), None)
            if again is None:
                continue
            saved += 1
            _answer, diff = changes(lambda again=again: tab.send(again))
            if diff and not is_deed(tab, place, again):
                problems.append(at(again, place, diff))
    assert not problems, "\n".join(problems)
    assert saved > 20


def test_a_form_that_does_not_say_what_was_read_is_refused(tab, places):
    problems, went_through = [], 0
    for place, form in opened(tab, places):
        whole = dict(written(form, only_needed=True))
        answer, _diff = changes(lambda form=form, whole=whole: tab.send(form, list(whole.items())))
        works = answer.status_code in (302, 303)
        went_through += works
        for words in (None, "", *GARBAGE):
            told = {name: value for name, value in whole.items() if name != form.seen}
            told |= {} if words is None else {form.seen: words}
            answer, diff = changes(lambda form=form, told=told: tab.send(form, list(told.items())))
            if diff or answer.status_code not in ((409,) if works else REFUSED):
                problems.append(f"{words!r}: {answer.status_code} " + at(form, place, diff))
    assert not problems, "\n".join(problems)
    assert went_through > 40


# Forms that the walk can't open over a row of the sample, and where they are opened instead.
NOT_REACHED: dict[str, str] = {}


def test_every_form_over_a_row_was_sent(tab, places):
    """A form that the walk doesn't reach stands above, with a reason."""
    with settling() as forms:
        for _place, form in opened(tab, places):
            changes(lambda form=form: tab.send(form))
    reached = {type(form) for form in forms}
    missing = {f"{kind.__module__}.{kind.__qualname__}" for kind in kinds(SeenForm) if kind not in reached}
    assert missing == set(NOT_REACHED)


def kinds(base: type[SeenForm]) -> set[type[SeenForm]]:
    """Every form of the product that asks something."""
    found = set(base.__subclasses__())
    found |= {each for kind in found for each in kinds(kind)}
    return {kind for kind in found if len(kind.base_fields) > 1 or not kind.__subclasses__()}
