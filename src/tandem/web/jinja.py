"""The Jinja2 environment that every page is rendered in. Escaping is on; nothing is marked safe in a template."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from tandem.web import words


def environment(**options) -> Environment:
    """Called once by Django's Jinja2 backend."""
    options["undefined"] = StrictUndefined
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 (Django passes autoescape=True)
    env.install_gettext_callables(words_of, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(url=url, static=static, csrf_token_of=get_token, same_page=same_page, language_of=get_language)
    env.globals.update({name: import_string(path) for name, path in settings.TANDEM_TEMPLATE_GLOBALS.items()})
    env.filters.update(words.FILTERS)
    return env


def words_of(message: str) -> str:
    """`gettext` as templates call it. A page asks a few hundred times, so what was found is kept by language."""
    return _found(get_language(), message)


@lru_cache(maxsize=8_192)
def _found(language: str | None, message: str) -> str:
    """`language` is the key only: gettext itself asks which one is spoken."""
    return gettext(message)


def url(name: str, *args, **kwargs) -> str:
    """`reverse` as templates call it: url('deal', deal.id)."""
    if kwargs:
        return reverse(name, args=args or None, kwargs=kwargs)
    return _place(get_urlconf(), get_script_prefix(), name, *args)


@lru_cache(maxsize=8_192, typed=True)
def _place(urlconf: str | None, prefix: str, name: str, *args) -> str:
    """An address is the same for every request under the same table of addresses; fifty rows ask for fifty."""
    return reverse(name, urlconf, args)


def same_page(request: HttpRequest, **changes: str | int | None) -> str:
    """The query of this page with some parameters changed; None takes one away: same_page(request, sort='-age')."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
