"""The facts of delivered -> learnt, and its checklist."""

from datetime import date

from django.db.models import Count

from tandem.calc.folding import is_said
from tandem.engagements.models import Engagement
from tandem.engagements.queries.waivers import standing
from tandem.feedback.models import Survey
from tandem.gates import Finding, check
from tandem.learning.gate import DEBRIEF, DebriefFacts
from tandem.learning.models import Debrief, Lesson


def facts(deal: Engagement) -> DebriefFacts:
    """Three queries."""
    asked = Survey.objects.filter(engagement=deal).aggregate(all=Count("pk"), answered=Count("answered_at"))
    row = Debrief.objects.filter(engagement=deal).first() or Debrief()
    lessons = Lesson.objects.filter(debrief__engagement=deal).count()
    columns = {"sales": is_said(row.sales_words), "delivery": is_said(row.delivery_words)}
    people = {"sales": deal.seller, "delivery": deal.lead}
    movers = tuple(person for side, person in people.items() if person and not columns[side])
    return DebriefFacts(asked["all"], asked["answered"], lessons, row.no_lesson_why, **columns, movers=movers)


def debrief_checklist(deal: Engagement, today: date) -> list[Finding]:
    """delivered -> learnt, as the page shows it. Four queries."""
    return check(DEBRIEF, facts(deal), standing(deal, today))
