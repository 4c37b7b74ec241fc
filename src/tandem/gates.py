"""Gates: named rules over frozen facts, shown on the page by `check` and insisted on by the verb with `insist`.

A rule is a pure function that answers what is missing, in words for the user, or None. `@rule` gives it the
label of its checklist line, the section of the deal where it's put right, and what to say about progress.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
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

    `state` is done, waived, block (somebody must name or clear something) or open.
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

    @property
    def state(self) -> str:
        if self.words is None:
            return "done"
        if self.waived:
            return "waived"
        return "block" if self.stops else "open"

    @property
    def passes(self) -> bool:
        return self.state in ("done", "waived")


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
    )
