"""The components: what they say in each state, and that no word of a person becomes markup."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from tandem.front.patterns import FINDINGS, PRIYA, TOM, Face, RiskForm

EVIL = "<script>alert(1)</script>\"'>"
MALLORY = Face(EVIL, "<b>", "s")
KIT = '{% from "components/kit.html" import ' + (
    "who, named, pair, keys, said, quote, voice, two_voices, conflict, tag, tier, card_head, progress, gate_list,"
    " gate_card, gate_bar, facts, definitions, empty, kpi, nps, nps_told, notice, job, toast, dumbbell, sparkline, week_bar,"
    " errors, refused, field, fields, choices, plain_field, form_foot, page_head, tabs, seg, steps, th_sort, pager,"
    " menu, dialog, confirm with context %}"
)


def show(source: str, **context) -> str:
    request = RequestFactory().get("/", {"sort": "name", "q": "a&b"})
    return engines["jinja2"].env.from_string(KIT + source).render(request=request, **context)


class EvilForm(forms.Form):
    evil = forms.CharField(label=EVIL, help_text=EVIL)
    pick = forms.ChoiceField(label="Pick", choices=[("x", EVIL)], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="Many", choices=[("x", EVIL)], widget=forms.CheckboxSelectMultiple)
    long = forms.CharField(widget=forms.Textarea)
    yes = forms.BooleanField(label=EVIL, help_text=EVIL)


@pytest.mark.parametrize(
    "source",
    [
        "{{ who(p) }}{{ who(p, beside=True) }}{{ named(p, '/x') }}{{ pair(p, p) }}",
        "{{ keys(True, False, label=e) }}",
        "{{ said(e) }}{{ quote(e) }}{{ voice('s', e, e, p, e) }}{{ two_voices(e, e, e, e, p, p) }}",
        "{{ conflict(e, e, p, e) }}",
        "{{ tag('', e) }}{{ tier(e) }}{{ card_head(e, e) }}{{ progress(1, 2, e) }}",
        "{{ gate_list(findings, {'risks': e}) }}{{ gate_card(e, findings, e) }}{{ gate_bar(e, 1, 2) }}",
        "{{ facts([(e, e)]) }}{{ definitions([(e, e)]) }}{{ empty(e, e, e, e) }}",
        "{{ kpi(e, e, e, e, ('warn', e), e) }}{{ notice('warn', e) }}",
        "{{ job(e, 'running', 1, 2, e, e, e) }}{{ toast(e, e, request=request) }}",
        "{{ sparkline([1, 2], e) }}{{ week_bar(1, 2, 3, 4, 5, e) }}",
        "{{ errors(form) }}{{ refused([e]) }}{{ fields(form) }}{{ choices(form.pick, {'x': e}) }}",
        "{{ form_foot(e, e, e) }}{{ th_sort(request, 'name', e) }}",
        "{{ plain_field(e, e, e) }}{{ plain_field('n', e, 'x', options=[(e, e)]) }}",
        "{{ page_head(e, e, [(e, e), (e, None)]) }}",
        "{{ tabs([('a', e, e, 'stop')], 'a', e) }}{{ seg([('a', e, e)], 'a', e) }}",
        "{{ steps([('a', e)], 'a') }}{{ pager(request, next=e, previous=e, total=e) }}",
        "{{ menu('m', e, [(e, e, None, 'get'), (e, e, None, 'post'), (e, e, None, 'dialog')], request) }}",
        "{{ confirm('c', e, e, e, e, request, type_this=e) }}",
    ],
)
def test_no_word_of_anybody_becomes_markup(source):
    form = EvilForm({"evil": "", "long": EVIL})
    form.is_valid()
    findings = [replace(finding, label=EVIL, note=EVIL, words=EVIL, waits_on=(MALLORY,)) for finding in FINDINGS]
    page = show(source, e=EVIL, p=MALLORY, form=form, findings=findings)
    assert "<script" not in page
    assert "<b>" not in page.replace("<b>&lt;", "")
    assert "\"'" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("call", "classes", "words"),
    [
        ("keys(False, False)", "keys", "Neither has signed"),
        ("keys(True, False)", "keys s", "Sales has signed, delivery has not"),
        ("keys(False, True)", "keys d", "Delivery has signed, sales has not"),
        ("keys(True, True)", "keys s d", "Both have signed"),
        ("keys(True, False, True)", "keys s no", "Delivery has challenged"),
        ("keys(False, True, True, by='sales')", "keys d no flip", "Sales has challenged"),
    ],
)
def test_the_two_keys_say_who_has_turned_theirs(call, classes, words):
    assert f'<span class="{classes}" role="img" aria-label="{words}"' in show("{{ " + call + " }}")


def test_nobody_is_shown_as_a_question():
    assert 'aria-label="Nobody yet"' in show("{{ who(None) }}")
    assert "Nobody yet" in show("{{ named(None) }}")


def test_a_name_beside_its_picture_is_read_once():
    assert 'aria-hidden="true">TB' in show("{{ named(tom) }}", tom=TOM)
    assert 'role="img" aria-label="Sold by Tom Bergqvist"' in show("{{ pair(tom, priya) }}", tom=TOM, priya=PRIYA)


def test_the_gate_says_what_is_missing_where_and_on_whom_it_waits():
    page = show("{{ gate_card('Ready?', findings, 'Not yet.', links={'risks': '/r/'}) }}", findings=FINDINGS)
    assert "2 of 5" in page
    assert '<progress class="bar " value="2" max="5"' in page
    assert '2 of 3 · <a class="link" href="/r/">Name the third</a>' in page
    assert 'aria-label="Waits on Tom Bergqvist"' in page
    assert "Waived by Maya Okonkwo: client is known" in page


def test_the_sales_voice_stands_left_whoever_was_second():
    mine_is_delivery = show("{{ conflict('mine', 'theirs', tom, '2 minutes ago', side='d') }}", tom=TOM)
    assert mine_is_delivery.index("theirs") < mine_is_delivery.index("mine")
    mine_is_sales = show("{{ conflict('mine', 'theirs', priya, '2 minutes ago', side='s') }}", priya=PRIYA)
    assert mine_is_sales.index(">mine<") < mine_is_sales.index(">theirs<")


def test_an_error_reads_the_same_in_the_summary_and_at_its_field():
    form = RiskForm({"risk": "x", "owner": "Data team", "review_on": "x", "size": "major"})
    form.is_valid()
    page = show("{{ errors(form) }}{{ fields(form) }}", form=form)
    assert page.count("Name one person who owns this risk") == 2
    assert '<li><a href="#id_owner">' in page
    assert 'value="Data team"' in page
    assert 'aria-describedby="id_owner_helptext id_owner_error"' in page
    assert page.count('aria-invalid="true"') == 2
    assert show("{{ errors(form) }}", form=RiskForm()).strip() == ""


def test_errors_of_the_whole_form_and_of_hidden_fields_are_in_the_summary():
    class Hidden(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

        def clean(self):
            raise forms.ValidationError("The room is taken")

    form = Hidden({})
    form.is_valid()
    page = show("{{ errors(form) }}", form=form)
    assert "The room is taken" in page
    assert "This field is required." in page


def test_a_sorted_head_turns_round_and_keeps_the_filter():
    page = show("{{ th_sort(request, 'name', 'Name') }}{{ th_sort(request, 'age', 'Age', numeric=True) }}")
    assert 'aria-sort="ascending"><a class="sort" href="?q=a%26b&amp;sort=-name">' in page
    assert '<th scope="col" class="r "><a class="sort" href="?q=a%26b&amp;sort=age">' in page


@pytest.mark.parametrize(
    ("sold", "delivered", "words", "gap"),
    [
        (Decimal("0.34"), Decimal("0.22"), "Sold at 34.0%, delivering at 22.0%", "−12"),
        (Decimal("0.38"), Decimal("0.41"), "Sold at 38.0%, delivering at 41.0%", "+3"),
        (Decimal("0.90"), Decimal("-0.20"), "Sold at 90.0%, delivering at −20.0%", "−110"),
    ],
)
def test_sold_and_delivered_are_one_row_with_their_gap(sold, delivered, words, gap):
    page = show("{{ dumbbell(s, d, 0.32) }}", s=sold, d=delivered)
    assert f'aria-label="{words}"' in page
    assert f">{gap}</text>" in page
    assert ("wide-gap" in page) == (gap.startswith("−"))


@pytest.mark.parametrize("values", [[], [5]])
def test_a_line_needs_two_points(values):
    assert "<svg" not in show("{{ sparkline(values, 'Margin') }}", values=values)
    assert "<polyline" in show("{{ sparkline([3, 3, 3], 'Margin') }}")


def test_a_job_is_asked_again_only_while_it_runs():
    assert 'hx-trigger="every 2s"' in show("{{ job('Import', 'running', 1, 2, url='/j/') }}")
    assert "hx-get" not in show("{{ job('Import', 'done', 2, 2, url='/j/') }}")


def test_undo_is_a_form_that_works_without_scripts():
    page = show("{{ toast('Saved', '/undo/', request=request) }}")
    assert 'method="post" action="/undo/"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_score_is_told_in_words_and_by_shape():
    shown = [show("{{ nps(score) }}", score=score) for score in (6, 7, 8, 9)]
    assert ["nps low" in page for page in shown] == [True, False, False, False]
    assert ["nps mid" in page for page in shown] == [False, True, True, False]


def test_a_card_head_takes_what_stands_on_its_right():
    page = show('{% call card_head("Risks", id="r") %}<a href="#x">Add</a>{% endcall %}')
    assert '<h2 id="r">Risks</h2><a href="#x">Add</a>' in page


def test_people_of_any_kind_are_drawn_by_their_side():
    drawn = [show("{{ who(p) }}", p=SimpleNamespace(name="A", initials="A", side=side)) for side in ("sales", "c", "")]
    assert ['class="who s"' in drawn[0], 'class="who c"' in drawn[1], 'class="who "' in drawn[2]] == [True] * 3
