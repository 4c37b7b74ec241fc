"""Deal reviews: everything that is up for review or a vote."""

from django.http import HttpResponse

from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.review.queries.boards import boards as rows_of
from tandem.web.pages import page


def boards(request: Asked) -> HttpResponse:
    rows, more = rows_of(request.user, request.GET.get("after", ""))
    return page(request, "review/boards.html", {"rows": rows, "more": more, "currency": currency()}, block="main")
