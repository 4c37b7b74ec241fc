"""The facts of delivered -> learnt, and its checklist."""

from datetime import date

from django.db.models import Count

from tandem.engagements.models import Engagement
from tandem.engagements.queries.waivers import standing
from tandem.feedback.models import Survey
from tandem.gates import Finding, check
from tandem.learning.gate import DEBRIEF, DebriefFacts
from tandem.learning.models import Debrief, Lesson


def facts(deal: Engagement) -> DebriefFacts:
    """Three queries."""
    asked = Survey.objects.filter(engagement=deal).aggregate(all=Count("pk"), answered=Count("answered_at"))
    why = Debrief.objects.filter(engagement=deal).values_list("no_lesson_why", flat=True).first() or ""
    lessons = Lesson.objects.filter(debrief__engagement=deal).count()
    return DebriefFacts(asked["all"], asked["answered"], lessons, why)


def debrief_checklist(deal: Engagement, today: date) -> list[Finding]:
    """delivered -> learnt, as the page shows it. Four queries."""
    return check(DEBRIEF, facts(deal), standing(deal, today))
