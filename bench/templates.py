"""Which template language? The same pipeline list and the same heat map in both, timed side by side.

Run: python -m bench.templates. The decision it led to is docs/decisions/0001-jinja2.md.
"""

import time
from collections.abc import Callable

import django
from django.conf import settings
from django.template import engines
from jinja2 import DictLoader, Environment

LIST = """<table>{% for deal in deals %}<tr><th><a href="/deals/{{ deal.id }}/">{{ deal.name }}</a></th>
<td>{{ deal.client }}</td><td>{{ deal.stage }}</td><td>{{ deal.seller }}</td><td>{{ deal.amount }}</td>
<td>{{ deal.chance }}</td><td>{{ deal.close }}</td></tr>{% endfor %}</table>"""
HEAT = """<table>{% for row in rows %}<tr><th>{{ row.name }}</th>{% for cell in row.cells %}<td>
<span class="l{{ cell.step }}">{{ cell.percent }}</span></td>{% endfor %}</tr>{% endfor %}</table>"""
FIELDS = ("id", "name", "client", "stage", "seller", "amount", "chance", "close")
DEALS = [{name: f"{name} {n} & more" for name in FIELDS} for n in range(50)]
ROWS = [
    {"name": f"Person {n}", "cells": [{"step": (n + w) % 6, "percent": (n * 7 + w * 13) % 130} for w in range(14)]}
    for n in range(64)
]


def best_of(draw: Callable[[], str], times: int = 40) -> float:
    """Milliseconds of the fastest of `times` runs."""
    fastest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        draw()
        fastest = min(fastest, time.perf_counter() - start)
    return fastest * 1000


def main() -> None:
    settings.configure(TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
    django.setup()
    jinja = Environment(autoescape=True, loader=DictLoader({"list": LIST, "heat": HEAT}))
    for name, source, values in (("list", LIST, {"deals": DEALS}), ("heat", HEAT, {"rows": ROWS})):
        theirs, ours = engines["django"].from_string(source), jinja.get_template(name)
        slow = best_of(lambda theirs=theirs, values=values: theirs.render(values))
        fast = best_of(lambda ours=ours, values=values: ours.render(values))
        print(f"{name}: Django {slow:.2f} ms, Jinja2 {fast:.2f} ms, ratio {slow / fast:.1f}")


if __name__ == "__main__":
    main()
