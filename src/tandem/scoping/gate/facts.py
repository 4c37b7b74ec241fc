"""What is known of a deal when somebody wants to freeze its scope."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OutcomeFact:
    title: str
    sales: bool
    delivery: bool
    client: bool = False


@dataclass(frozen=True)
class RiskFact:
    """`accepted` means that the person who was named said yes."""

    words: str
    major: bool
    named: Any = None
    accepted: bool = False


@dataclass(frozen=True)
class AssumptionFact:
    """`due`: it was to be verified by this gate. `priced`: its hours are in the price that this gate judges;
    `pricing` that passing the gate puts them there. `hard`: it's a risk already."""

    words: str
    verified: bool = False
    priced: bool = False
    flagged: bool = False
    asked: Any = None
    answered: bool = False
    minutes: int = 0
    verifier: Any = None
    due: bool = True
    pricing: bool = True
    hard: bool = False
    disproved: bool = False


@dataclass(frozen=True)
class FlagFact:
    words: str
    replied: bool = False


@dataclass(frozen=True)
class DutyFact:
    words: str
    accountable: int


@dataclass(frozen=True)
class SectionFact:
    """Where the vetting of a section stands (queries.vets.state), and who vetted it last."""

    name: str
    state: str
    vetter: Any = None


@dataclass(frozen=True)
class VagueFact:
    """A clause with a vague word in it; kept with a reason, it may stay."""

    words: str
    kept: bool = False


@dataclass(frozen=True)
class DiscountFact:
    """A discount that nobody who may allow it has allowed. `refused`: whoever was asked said no."""

    asked: Any
    asker: Any = None
    refused: bool = False


@dataclass(frozen=True)
class ScopeFacts:
    """What is known of a deal when somebody wants to freeze its scope. `delivery_came` by their own word;
    `delivery_named` are those of whom only somebody else has written it down."""

    outcomes: tuple[OutcomeFact, ...] = ()
    risks: tuple[RiskFact, ...] = ()
    assumptions: tuple[AssumptionFact, ...] = ()
    duties: tuple[DutyFact, ...] = ()
    flags: tuple[FlagFact, ...] = ()
    cleared_flags: int = 0
    planned: bool = False
    delivery_came: tuple[str, ...] = ()
    delivery_named: tuple[Any, ...] = ()
    sections: tuple[SectionFact, ...] = ()
    seller: Any = None
    lead: Any = None
    clauses: int = 0
    vague: tuple[VagueFact, ...] = ()
    discount: DiscountFact | None = None
