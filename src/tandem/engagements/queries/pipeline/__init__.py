"""The pipeline: which deals (filters), as a list (rows) and as a board (columns)."""

from tandem.engagements.queries.pipeline.board import RECENT_DAYS, Card, Column, board, card_of
from tandem.engagements.queries.pipeline.filters import SORTS, STAGE_CHOICES, Filters, sorts_for
from tandem.engagements.queries.pipeline.rows import Page, Row, Totals, page, row_of, totals

__all__ = [
    "RECENT_DAYS",
    "SORTS",
    "STAGE_CHOICES",
    "Card",
    "Column",
    "Filters",
    "Page",
    "Row",
    "Totals",
    "board",
    "card_of",
    "page",
    "row_of",
    "sorts_for",
    "totals",
]
