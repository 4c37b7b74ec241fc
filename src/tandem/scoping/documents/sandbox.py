"""What a template may say: names, one loop, one question, a handful of filters. Nothing that calls, counts or grows.

Jinja's sandbox keeps a template from Python; it doesn't keep it from filling the memory (a text times a billion, a
loop in a loop). So a template is read first, and only what is needed to fill in a paper may stand in it.
"""

from typing import Any

from django.utils.translation import gettext as _
from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import SandboxedEnvironment

from tandem.scoping.documents.faulty import Faulty

FILTERS = {"capitalize", "default", "d", "first", "join", "last", "length", "lower", "title", "trim", "upper"}
MAY_STAND = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.For, nodes.If, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not,
)  # fmt: skip


class Sandbox(SandboxedEnvironment):
    """Escapes whatever is filled in; a name that isn't there is an error, not a gap on the client's paper."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def from_string(self, source: Any, *args: Any, **extras: Any) -> Template:
        """
        Raises:
            Faulty: the template does more than fill in.
        """
        tree = self.parse(source)
        must_be_plain(tree)
        return super().from_string(source, *args, **extras)


def must_be_plain(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise Faulty([_("A template can’t use the filter “%(name)s”.") % {"name": node.name}])
        if not isinstance(node, MAY_STAND):
            raise Faulty(
                [_("A template only fills in: it can’t use “%(what)s”.") % {"what": type(node).__name__.lower()}]
            )
    for loop in tree.find_all(nodes.For):
        if loop.recursive or any(True for _inner in loop.find_all(nodes.For)):
            raise Faulty([_("A loop can’t stand within another loop.")])
