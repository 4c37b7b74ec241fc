"""Judge how a client fits the ideal client profile."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from tandem.clients.models import Account, Fit, FitAnswer, Profile
from tandem.clients.queries.fit import sheet
from tandem.ledger.actions import record
from tandem.ledger.deeds import deed
from tandem.people.models import Person


def judge(
    account: Account,
    profile: Profile,
    answers: Mapping[int, int],
    *,
    by: Person,
    at: datetime,
    engagement: models.Model | None = None,
) -> Fit:
    """Keep the answers (criterion id -> level id) and their score as a new judgement; earlier ones stay.

    `engagement` is the deal for which it was asked, so that its history says so too.
    """
    found = sheet(profile, answers)
    with deed(engagement):
        fit = Fit.objects.create(
            account=account,
            profile=profile,
            score=found.score,
            disqualified=found.verdict == "disqualified",
            made_by=by,
            made_at=at,
        )
        FitAnswer.objects.bulk_create(
            FitAnswer(fit=fit, criterion_id=question.pk, level_id=question.answer.pk)
            for question in found.questions
            if question.answer
        )
        after = {"score": fit.score, "profile": profile.number, "disqualified": fit.disqualified}
        record("judged the fit of", account, by=by, at=at, engagement=engagement, after=after)
    return fit
