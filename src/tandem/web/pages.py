"""Rendering. A fragment is a named block of the same template, so a page and its htmx part can't drift apart."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.context_processors import csrf
from django.utils.cache import patch_vary_headers
from jinja2 import Template
from jinja2.runtime import Context


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; or only `block` of it when htmx asked (and didn't ask for history or a boosted page).

    The shell's own data (nav counts, firm) comes from `front` through the template global `shell(request)`.
    """
    wanted = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    html = _render(request, template, context or {}, block if wanted else None)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def fragment(
    request: HttpRequest, template: str, block: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Only the block, whoever asks: for answers that are never a page (a row after an edit, a palette list)."""
    return HttpResponse(_render(request, template, context, block), status=status)


def _render(request: HttpRequest, name: str, context: dict[str, Any], block: str | None) -> str:
    engine = cast(Jinja2, engines["jinja2"])
    values = {
        **context,
        "request": request,
        **{k: v for p in engine.template_context_processors for k, v in p(request).items()},
    }
    values["csrf_token"] = csrf(request)["csrf_token"]
    template = engine.env.get_template(name)
    if block is None:
        return template.render(values)
    scope = template.new_context(values)
    _run_head(template, scope)
    return "".join(scope.blocks[block][0](scope))


def _run_head(template: Template, scope: Context) -> None:
    """Runs a page's imports and settings, which stand before its blocks, and stops at the shell's first word.

    Without this a block on its own would not know the macros that its page imports, nor the blocks that it inherits.
    """
    next(template.root_render_func(scope), None)
