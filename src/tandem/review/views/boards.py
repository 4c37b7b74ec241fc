"""Deal reviews: everything that is up for review or a vote."""

from django.http import HttpRequest, HttpResponse

from tandem.people.models import Firm
from tandem.review.queries.boards import boards as rows_of
from tandem.web.pages import page


def boards(request: HttpRequest) -> HttpResponse:
    rows, more = rows_of(request.user, request.GET.get("after", ""))  # type: ignore[arg-type]
    firm = Firm.objects.values_list("currency", flat=True).first() or "GBP"
    return page(request, "review/boards.html", {"rows": rows, "more": more, "currency": firm}, block="main")
