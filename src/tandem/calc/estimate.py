"""How far work ran over what it was sold at."""

USUAL_JOBS = 5


def overrun(actual: int, sold: int, jobs: int, usual: int = USUAL_JOBS) -> float | None:
    """Times the sold time that finished work took: (actual + k x m) / (sold + k x m), m = sold / jobs the mean job.

    `usual` (k) is how many jobs that ran exactly as sold stand beside them, so that a few jobs are believed a little
    and many are believed: shrunk toward 1. Times in any one unit. None where nothing was sold or nothing finished.
    Source: docs/formulas.md, overrun. Raises ValueError on anything negative.
    """
    if min(actual, sold, jobs, usual) < 0:
        raise ValueError("times and counts can't be negative")
    if not jobs or not sold:
        return None
    weight = usual * sold / jobs
    return (actual + weight) / (sold + weight)


def per_job(count: int, jobs: int) -> float | None:
    """How many a finished job had; None without one. Raises ValueError on anything negative."""
    if min(count, jobs) < 0:
        raise ValueError("counts can't be negative")
    return count / jobs if jobs else None
