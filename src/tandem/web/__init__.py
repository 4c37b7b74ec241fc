"""How a page is answered: rendering, fragments, refusals (422), conflicts (409), paging. Knows no noun of the firm."""
