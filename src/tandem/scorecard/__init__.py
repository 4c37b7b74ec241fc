"""One scorecard for both teams. It owns no rows: every figure is asked of the packages below and opens its rows."""
