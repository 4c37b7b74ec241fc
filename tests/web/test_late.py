"""A transaction that begins with the first write: not before, and then for all that follows."""

import pytest
from django.db import IntegrityError, connection, transaction

from tandem.people.models import Team
from tandem.web import late
from tandem.web.late import Late

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> set[str]:
    return set(Team.objects.values_list("name", flat=True))


def test_reading_begins_nothing():
    with Late(lambda: None) as held:
        names()
        assert not held.has_begun
        assert not connection.in_atomic_block


@pytest.mark.parametrize(
    "write",
    [
        lambda: Team.objects.create(name="one"),
        lambda: Team(name="one").save(),
        lambda: Team.objects.bulk_create([Team(name="one")]),
        lambda: Team.objects.get_or_create(name="one"),
        lambda: Team.objects.filter(name="kept").update(name="one"),
        lambda: Team.objects.filter(name="kept").delete(),
        lambda: Team.objects.get(name="kept").delete(),
        transaction.atomic(lambda: Team.objects.create(name="one")),
        transaction.atomic(savepoint=False)(lambda: Team.objects.create(name="one")),
    ],
    ids=["create", "save", "bulk", "get or create", "update", "delete", "delete one", "atomic", "no savepoint"],
)
def test_whatever_writes_first_begins_it_and_falls_with_the_rest(write):
    Team.objects.create(name="kept")
    first = []
    with pytest.raises(ZeroDivisionError), Late(lambda: first.append(Team.objects.create(name="first"))) as held:
        write()
        assert held.has_begun
        assert connection.in_atomic_block, "the write's own block has ended, the whole hasn't"
        raise ZeroDivisionError
    assert len(first) == 1
    assert names() == {"kept"}


def test_what_went_well_stands_with_what_was_written_first():
    with Late(lambda: Team.objects.create(name="first")):
        Team.objects.create(name="one")
        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.create(pk=Team.objects.get(name="one").pk, name="fails by itself")
        Team.objects.create(name="two")
    assert names() == {"first", "one", "two"}
    assert not connection.in_atomic_block


def test_the_control_without_it_each_write_stands_for_itself():
    with pytest.raises(ZeroDivisionError):
        Team.objects.create(name="one")
        raise ZeroDivisionError
    assert names() == {"one"}


def test_what_is_written_aside_begins_nothing_and_stands():
    with pytest.raises(ZeroDivisionError), Late(lambda: None) as held:
        with late.aside():
            Team.objects.create(name="counted")
        assert not held.has_begun
        Team.objects.create(name="one")
        raise ZeroDivisionError
    assert names() == {"counted"}


def test_what_was_written_so_far_can_be_let_stand():
    with pytest.raises(ZeroDivisionError), Late(lambda: None):
        Team.objects.create(name="one")
        late.stand()
        assert not connection.in_atomic_block
        raise ZeroDivisionError
    assert names() == {"one"}


def test_what_is_first_written_may_refuse_all():
    def refuse() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), Late(refuse), transaction.atomic():
        Team.objects.create(name="one")
    assert names() == set()
    assert not connection.in_atomic_block


def test_it_ends_with_its_block():
    before = list(connection.execute_wrappers)
    with Late(lambda: None):
        pass
    Team.objects.create(name="later")
    assert names() == {"later"}
    assert connection.execute_wrappers == before
