"""Sessions that don't unsay what was done: a visit that can't be noted is no reason to say that nothing was saved."""

import structlog
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from tandem.front import busy
from tandem.web.trouble import is_away

log = structlog.get_logger(__name__)


class Sessions(SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """
        Raises:
            OperationalError: the session can't be kept, and nothing else of this request was.
        """
        try:
            return super().process_response(request, response)
        except Exception as problem:
            if not is_away(problem) or not busy.has_saved(request):
                raise
            log.warning("session not kept", why=str(problem))
            return response
