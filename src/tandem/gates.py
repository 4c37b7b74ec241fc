"""Gates: named rules over frozen facts, shown on the page by `check` and insisted on by the verb with `insist`.

A rule is a pure function that answers what is missing, in words for the user, or None. `@rule` gives it the
label of its checklist line, the section of the deal where it's put right, and what to say about progress.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar

Facts = TypeVar("Facts")


@dataclass(frozen=True)
class Rule(Generic[Facts]):
    """One line of a checklist. `name` is what a waiver names; `place` is a section of the deal page."""

    name: str
    label: str
    missing: Callable[[Facts], str | None]
    place: str = ""
    so_far: Callable[[Facts], str] | None = None
    waits_on: Callable[[Facts], Iterable[Any]] | None = None
    stops: bool = False
    waivable: bool = True

    def __call__(self, facts: Facts) -> str | None:
        return self.missing(facts)


@dataclass(frozen=True)
class Waived:
    """What a checklist says of a waiver."""

    by: str
    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Finding:
    """One rule, judged. `words` says what is missing; None when nothing is.

    `state` is done, waived, block (somebody must name or clear something), open, or todo: it passes only because there
    is nothing yet that it could judge. That isn't counted as ready.
    """

    rule: str
    label: str
    words: str | None
    note: str = ""
    place: str = ""
    waits_on: tuple[Any, ...] = ()
    waived: Waived | None = None
    stops: bool = False
    waivable: bool = True
    idle: bool = False

    @property
    def state(self) -> str:
        if self.words is None:
            return "todo" if self.idle else "done"
        if self.waived:
            return "waived"
        return "block" if self.stops else "open"

    @property
    def passes(self) -> bool:
        return self.words is None or self.waived is not None

    @property
    def counts(self) -> bool:
        """Is there anything that it judges?"""
        return self.state != "todo"


@dataclass
class Refused(Exception):
    """The gate is shut. `findings` are the rules that don't pass, in the order of the checklist."""

    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        return " ".join(finding.words or "" for finding in self.findings)


def rule(label: str, **extras: Any) -> Callable[[Callable[[Any], str | None]], Rule]:
    """Turn a predicate into a Rule named after it."""

    def wrap(missing: Callable[[Any], str | None]) -> Rule:
        return Rule(name=missing.__name__, label=label, missing=missing, **extras)

    return wrap


def check(rules: Iterable[Rule], facts: Any, waivers: Mapping[str, Waived] | None = None) -> list[Finding]:
    """Judge every rule, waived ones included: the page shows them all."""
    return [_judge(each, facts, (waivers or {}).get(each.name)) for each in rules]


def insist(rules: Iterable[Rule], facts: Any, waivers: Mapping[str, Waived] | None = None) -> list[Finding]:
    """Judge every rule.

    Raises:
        Refused: a rule doesn't pass and isn't waived.
    """
    findings = check(rules, facts, waivers)
    shut = [finding for finding in findings if not finding.passes]
    if shut:
        raise Refused(shut)
    return findings


class _Read:
    """Facts that remember which of them were read, those within others by their path."""

    def __init__(self, facts: Any, names: set[str], path: str = "") -> None:
        self._facts, self._names, self._path = facts, names, path

    def __getattr__(self, name: str) -> Any:
        value, path = getattr(self._facts, name), f"{self._path}{name}"
        if is_dataclass(value) and not isinstance(value, type):
            return _Read(value, self._names, f"{path}.")
        self._names.add(path)
        return value


def _is_idle(rule: Rule, facts: Any) -> bool:
    """Does it pass, and would before anything stands? So is every fact that it, or its word on progress, reads."""
    if not is_dataclass(facts):
        return False
    nothing = facts.nothing() if hasattr(facts, "nothing") else _empty(facts)
    names: set[str] = set()
    rule.missing(_Read(facts, names))
    if rule.so_far:
        rule.so_far(_Read(facts, names))
    return all(attrgetter(name)(facts) == attrgetter(name)(nothing) for name in names)


def _empty(facts: Any) -> Any:
    """The same kind of facts with everything at its default; what has none (the day) stays."""
    kept = (each.name for each in fields(facts) if each.default is MISSING and each.default_factory is MISSING)
    return type(facts)(**{name: getattr(facts, name) for name in kept})


def _judge(rule: Rule, facts: Any, waived: Waived | None) -> Finding:
    words = rule.missing(facts)
    return Finding(
        rule=rule.name,
        label=rule.label,
        words=words,
        note=rule.so_far(facts) if rule.so_far else "",
        place=rule.place,
        waits_on=tuple(rule.waits_on(facts)) if rule.waits_on and words else (),
        waived=waived if waived and rule.waivable else None,
        stops=rule.stops,
        waivable=rule.waivable,
        idle=words is None and _is_idle(rule, facts),
    )
