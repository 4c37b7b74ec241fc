"""Three hundred people, and projects in proportion: the same figures as from its raw rows."""

from datetime import date

import pytest

from tandem.delivery.models import Project
from tandem.engagements.actions.odds import calibrate
from tandem.front.sample.build import Size, make
from tandem.front.sample.when import moment
from tandem.people.models import Person
from tandem.scorecard.periods import KINDS, holding
from tests.oracle import agree

pytestmark = [pytest.mark.long, pytest.mark.django_db]
TODAY = date(2026, 11, 24)
ZONE = "Europe/London"


def test_a_large_firm_is_counted_as_a_small_one(settings):
    settings.TIME_ZONE = ZONE
    made = make(Size(people=300, deals=2000), 11, TODAY)
    assert made["projects"] > 38 * made["people"] / 64 * 0.9
    assert Project.objects.count() == made["projects"]
    calibrate(moment(TODAY, "08:00"))
    leader = Person.objects.get(name="Maya Okonkwo")
    told = [*agree.of_projects(), *agree.of_now(leader, TODAY, ZONE)]
    for kind in KINDS:
        period = holding(TODAY, kind)
        for _turn in range(3):
            told += agree.of_period(leader, period, TODAY, ZONE)
            period = period.previous
    assert told == []
