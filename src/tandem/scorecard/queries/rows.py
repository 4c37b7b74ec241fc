"""A figure's table: cells, rows, and how the figure is counted from them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    words: str
    url: str = ""
    number: bool = False


@dataclass(frozen=True)
class Rows:
    """A table: `columns` are (words, is a number); `how` says how the figure is counted from the rows; `also`
    are (words, metric) of tables that look at the same from another side."""

    title: str
    figure: str
    how: str
    columns: list[tuple[str, bool]]
    rows: list[list[Cell]]
    also: tuple[tuple[str, str], ...] = ()
