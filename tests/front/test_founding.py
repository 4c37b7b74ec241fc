"""A firm of one's own: set up once, able to take its first deal through its first gate."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tandem.clients.models import Profile
from tandem.people.models import Access, Firm, Person
from tandem.review.models import Policy

pytestmark = pytest.mark.django_db


def test_it_is_set_up_and_its_founder_can_sign_in(capsys):
    call_command("firm", "Brook & Vale", currency="eur", admin="lea@brook.example", admin_name="Lea Marsh")
    told = capsys.readouterr().out
    password = re.search(r"with (\S+) and change", told).group(1)
    assert Firm.objects.get().currency == "EUR"
    assert Policy.objects.get(current=True).number == 1
    assert sum(Profile.objects.get(current=True).criteria.values_list("weight", flat=True)) == 100
    browser = Client()
    answer = browser.post("/account/login/", {"login": "lea@brook.example", "password": password}, follow=True)
    assert "Lea Marsh" in answer.content.decode()


def test_a_second_firm_is_refused():
    call_command("firm", "One", currency="EUR", admin="a@brook.example")
    with pytest.raises(CommandError, match="another TANDEM_HOME"):
        call_command("firm", "Two", currency="EUR", admin="b@brook.example")
    assert Firm.objects.get().name == "One"


@pytest.mark.parametrize(("admin", "currency"), [("nobody", "EUR"), ("a@brook.example", "euro")])
def test_bad_input_is_told_and_nothing_is_written(admin, currency):
    with pytest.raises(CommandError):
        call_command("firm", "One", admin=admin, currency=currency)
    assert not Firm.objects.exists()


def test_one_more_person(capsys):
    call_command("firm", "One", currency="EUR", admin="a@brook.example")
    call_command("person", "sol@brook.example", "Sol Hart", access="sales")
    assert Person.objects.get(name="Sol Hart").access == Access.SALES
    with pytest.raises(CommandError, match="already"):
        call_command("person", "SOL@brook.example", "Sol Hart")
