"""What surprised the client, and what they answered when they were asked."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tandem.delivery.frame import found, frame
from tandem.engagements.models import Engagement
from tandem.feedback import queries
from tandem.feedback.actions import ASKERS
from tandem.feedback.forms import AskForm
from tandem.people.asked import Asked
from tandem.web.pages import page


@require_GET
def surprises(request: Asked, pk: int) -> HttpResponse:
    project = found(request, pk)
    mine = Engagement.objects.filter(pk=pk)
    context = {
        **frame(request, project, "surprises"),
        "surprises": queries.surprises(mine, request.user),
        "answers": queries.of_deals(mine, request.user, request.today),
        "form": AskForm(),
        "may_ask": request.user.access in ASKERS,
        "reads": queries.reads_words(request.user),
    }
    return page(request, "front/project/surprises.html", context, block="main")
