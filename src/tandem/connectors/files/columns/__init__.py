"""What a whole column says about how its values are written. One value alone can't: 03/04/2026 is two days."""

from dataclasses import dataclass, field


class Unclear(ValueError):
    """A value can't be read under its column's decision. The message says what was expected, in words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a column's values say: a decision, or `ask` where they fit several.

    `choices` are the readings to choose from; `examples` the values that leave it open.
    """

    choice: str | None
    ask: bool = False
    choices: tuple[str, ...] = ()
    examples: tuple[str, ...] = field(default=())
