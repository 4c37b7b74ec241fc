"""One installation, one key: whoever comes with another doesn't start, and says what to do."""

import pytest
from django.core.management import CommandError, call_command

from tandem.front.installation import OtherKey, claim_key
from tandem.front.models import Installation
from tandem.sealed import Unopenable, fingerprint, seal, unseal

FIRST, SECOND = "the first machine's own secret, long enough", "the second machine's own secret, long enough"


@pytest.fixture(autouse=True)
def _first(db, settings):
    settings.SECRET_KEY = FIRST
    claim_key()


def test_the_first_key_stays_and_the_same_one_may_come_again(settings):
    claim_key()
    assert Installation.objects.get().key == fingerprint(FIRST)


@pytest.mark.parametrize("command", ["work", "serve", "key"])
def test_another_key_does_not_start(settings, monkeypatch, command):
    monkeypatch.setenv("PORT", "18999")
    settings.SECRET_KEY = SECOND
    with pytest.raises(CommandError, match=r"another secret.*copy secret\.key.*SECRET_KEY alike"):
        call_command(command)


def test_the_key_is_not_in_the_database():
    assert FIRST not in str(Installation.objects.values())


def test_a_new_key_with_the_old_one_as_a_fallback_becomes_the_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SECOND, [FIRST]
    claim_key()
    settings.SECRET_KEY_FALLBACKS = []
    claim_key()
    settings.SECRET_KEY = FIRST
    with pytest.raises(OtherKey):
        claim_key()


def test_a_lost_key_is_replaced_on_purpose(settings, capsys):
    settings.SECRET_KEY = SECOND
    call_command("key", adopt=True)
    assert "has the installation's secret" in capsys.readouterr().out
    claim_key()


def test_what_is_sealed_is_opened_with_the_key_and_the_purpose_alone(settings):
    sealed = seal("Your code is 123456", "letters")
    assert "123456" not in sealed
    assert unseal(sealed, "letters") == "Your code is 123456"
    for change in (lambda: unseal(sealed, "links"), lambda: unseal(sealed[:-8] + "AAAAAAA=", "letters")):
        with pytest.raises(Unopenable):
            change()
    settings.SECRET_KEY = SECOND
    with pytest.raises(Unopenable):
        unseal(sealed, "letters")
    settings.SECRET_KEY_FALLBACKS = [FIRST]
    assert unseal(sealed, "letters") == "Your code is 123456"
