"""Measure: pages at two sizes and two loads beside a bare Django page, the import, the heat map's arithmetic.

    ./run bench                 everything, on SQLite
    ./run bench pages --small   the pages at the sample's size only
    ./run bench import grid     parts

Prints one table and writes bench/results/latest.json. Compare ratios: the floor runs in the same run, on the same rows.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np

from bench import deals_file
from bench.firm import BARE, TANDEMS, Firm, load
from bench.server import serving

RESULTS = Path(__file__).parent / "results"
PAGES = {
    "needs me": "/",
    "pipeline list": "/pipeline/?view=list",
    "pipeline board": "/pipeline/?view=board",
    "deal": "/deals/{deal}/",
    "deal risks": "/deals/{deal}/risks/",
    "capacity": "/capacity/",
    "projects": "/projects/",
    "project": "/projects/{project}/",
    "scorecard": "/scorecard/",
    "handoffs": "/handoffs/",
}
DEAL = "from tandem.engagements.models import Engagement as E; print(E.objects.get(name='Asset data platform').pk)"
PROJECT = "from tandem.delivery.models import Project as P; print(P.objects.order_by('pk').first().engagement_id)"
Row = dict[str, object]


def pages(sizes: list[str], requests: int) -> list[Row]:
    """Each page at each size, with 1 and with 8 clients; the floor first."""
    rows: list[Row] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            firm = load(size, Path(folder) / "home")
            print(f"{size}: loaded in {firm.seconds:.1f} s", flush=True)
            rows += _ask(firm, requests)
    return rows


def _ask(firm: Firm, requests: int) -> list[Row]:
    ids = {"deal": firm.number(DEAL), "project": firm.number(PROJECT)}
    floor: dict[int, float] = {}
    rows: list[Row] = []
    targets = [
        ("floor", "bench.floor.wsgi", BARE, {"bare Django page": "/deals/"}),
        ("tandem", "tandem.wsgi", TANDEMS, PAGES),
    ]
    for kind, application, backend, paths in targets:
        cookie = firm.cookie(backend=backend)
        with serving(application, firm.env) as server:
            for name, path in paths.items():
                server.ask(path.format(**ids), cookie, clients=4, requests=16)
                for clients in (1, 8):
                    asked = server.ask(path.format(**ids), cookie, clients=clients, requests=requests)
                    if kind == "floor":
                        floor[clients] = asked.cpu_ms
                    ratio = round(asked.cpu_ms / floor[clients], 2)
                    rows.append({"firm": firm.name, "page": name, "clients": clients, "ratio": ratio, **asdict(asked)})
                    _tell(rows[-1])
            print(f"{firm.name}, {kind}: {server.memory_mib():.0f} MiB in all processes", flush=True)
    return rows


def _tell(row: Row) -> None:
    print(
        f"{row['firm']:>7} {row['page']:<18} c={row['clients']} {row['cpu_ms']:8.1f} CPU ms {row['ratio']:6.2f} x "
        f"p50 {row['p50_ms']:7.1f} p95 {row['p95_ms']:7.1f} ms {row['per_second']:7.1f}/s "
        f"{int(str(row['bytes'])) / 1024:7.1f} KB{'  ERRORS ' + str(row['errors']) if row['errors'] else ''}",
        flush=True,
    )


def imports(count: int) -> list[Row]:
    """A CRM export of `count` rows through the console command, twice; rows a second and peak memory."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        firm = load("sample", Path(folder) / "home")
        file = Path(folder) / "deals.csv"
        deals_file.write(file, count)
        for turn in ("first", "second"):
            start = time.perf_counter()
            command = [sys.executable, "-m", "tandem", "import", "deals", str(file)]
            done = subprocess.run(command, env=firm.env, capture_output=True, text=True)
            took = time.perf_counter() - start
            if done.returncode:
                raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            rows.append({"import": turn, "rows": count, "seconds": took, "per_second": count / took, "peak_mib": peak})
            print(f"import, {turn} time: {count:,} rows in {took:.1f} s, {count / took:,.0f}/s, {peak:.0f} MiB at most")
    return rows


def grid() -> list[Row]:
    """5,000 people x 52 weeks x 250,000 bookings, against copying the same bytes."""
    from tandem.calc.capacity import load as lay_load
    from tandem.calc.spans import Spans
    from tandem.calc.weeks import axis

    draw = np.random.default_rng(7)
    weeks = axis(date(2026, 1, 5), 52)
    people, count = 5_000, 250_000
    start = weeks.ordinal + draw.integers(0, 330, count)
    spans = Spans(
        draw.integers(0, people, count), start, start + draw.integers(0, 60, count), draw.integers(60, 480, count)
    )
    days = np.full((people, weeks.days), 450, dtype=np.int32)
    best = min(_timed(lambda: lay_load(weeks, days, spans)) for _ in range(7))
    copy = min(_timed(lambda: days.copy()) for _ in range(7))
    print(
        f"grid: {people:,} people x 52 weeks x {count:,} bookings in {best * 1000:.1f} ms, {best / copy:.1f} x a copy"
    )
    return [{"grid": people, "bookings": count, "ms": best * 1000, "copy_ms": copy * 1000}]


def _timed(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./run bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("parts", nargs="*", default=["pages", "import", "grid"], help="pages, import, grid")
    parser.add_argument("--small", action="store_true", help="the sample's size only")
    parser.add_argument("--requests", type=int, default=160, help="requests a page and load (default 160)")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the import (default 100,000)")
    asked = parser.parse_args()
    found: dict[str, list[Row]] = {}
    if "grid" in asked.parts:
        found["grid"] = grid()
    if "import" in asked.parts:
        found["import"] = imports(asked.rows)
    if "pages" in asked.parts:
        found["pages"] = pages(["sample"] if asked.small else ["sample", "large"], min(asked.requests, 2_000))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps({"cores": os.cpu_count(), **found}, indent=1))


if __name__ == "__main__":
    main()
