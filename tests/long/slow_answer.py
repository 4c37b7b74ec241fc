"""Tandem behind a slow line: what was saved is acknowledged a moment later, and a kill hits that moment more often."""

import time
from typing import Any

from tandem.wsgi import application as tandem

SECONDS = 0.2


def application(environ: dict[str, Any], start_response: Any) -> Any:
    answer = tandem(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST":
        time.sleep(SECONDS)
    return answer
