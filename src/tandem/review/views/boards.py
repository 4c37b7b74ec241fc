"""Deal reviews: everything that is up for review or a vote."""

from django.http import HttpResponse

from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.review.queries.boards import boards as rows_of
from tandem.review.queries.seats import SEAT_OF
from tandem.web.pages import page


def boards(request: Asked) -> HttpResponse:
    money = currency()
    rows, more = rows_of(request.user, request.today, money, request.GET.get("after", ""))
    context = {"rows": rows, "more": more, "currency": money, "sits": request.user.access in SEAT_OF}
    return page(request, "review/boards.html", context, block="main")
