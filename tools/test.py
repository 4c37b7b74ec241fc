"""`./run test [part ...] [-- arguments for pytest]`: everything that has to hold before a change is taken.

Two lanes use the two cores of a small machine: the types, which keep one core busy for half a minute, go beside
all the others, which follow each other from the quickest to the slowest. A failure is shown when it happens and
the rest still runs (`--fail-fast` ends there). Nothing is skipped because something is missing: it's fetched, or
its part fails.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, postgres

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "test"
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "2"]
# What the one who runs the tests has set for an instance of theirs must not change what is tested.
OF_AN_INSTANCE = (
    "DATABASE_URL",
    "TANDEM_TODAY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "HTTPS",
    "TIME_ZONE",
    "HOST",
    "PORT",
)
# What has to be there while a part runs; gives what the part's environment needs to know of it.
Surroundings = Callable[[], AbstractContextManager[dict[str, str]]]
NOTHING_SELECTED = 5


@dataclass
class Result:
    """How a part went. A part without pytest counts as one check."""

    part: str
    code: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def is_good(self) -> bool:
        return self.code == 0 and self.failed == 0


@dataclass
class Part:
    """One part of the whole: the commands that have to succeed, and pytest's report if it writes one."""

    name: str
    commands: list[list]
    reports: bool = False
    # A selection behind `--` may leave nothing of one part, which is no failure then.
    may_be_empty: bool = False
    surroundings: Surroundings | None = None


def parts(pytest_arguments: list[str]) -> list[Part]:
    """All parts in the order in which they run."""

    def pytest(name: str, *selection: str, surroundings: Surroundings | None = None) -> Part:
        command = [*PYTEST, *selection, f"--junitxml={REPORTS / name}.xml", *pytest_arguments]
        return Part(name, [command], True, bool(pytest_arguments), surroundings)

    tandem = [sys.executable, "-P", "-m", "tandem"]
    return [
        Part("lint", [[BIN / "ruff", "check", "."], [BIN / "ruff", "format", "--check", "."]]),
        Part("contracts", [[BIN / "lint-imports", "--no-logo"]]),
        Part("migrations", [[*tandem, "makemigrations", "--check", "--dry-run"]]),
        Part("types", [[BIN / "mypy"]]),
        pytest("sqlite", "-m", "not browser and not long"),
        pytest("postgres", "-m", "not browser and not long", surroundings=_postgres),
        pytest("browser", "tests/browser", surroundings=_browser),
        # Storms of kills: minutes long, so by name only.
        Part(LONG, [[*PYTEST, "-n", "0", "tests/long", f"--junitxml={REPORTS / LONG}.xml", *pytest_arguments]], True),
    ]


BESIDE = {"types"}
LONG = "long"


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    with postgres.server() as url:
        yield {"DATABASE_URL": url}


@contextmanager
def _browser() -> Iterator[dict[str, str]]:
    """Found, or fetched, before pytest starts, so that its two workers don't both fetch it."""
    chromium.find()
    yield {}


class Printer:
    """Lets a part speak while it runs, and a part in the other lane only when it has finished."""

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def say(self, text: str) -> None:
        with self.lock:
            print(text, flush=True)

    def say_lines(self, lines: list[str]) -> None:
        self.say("".join(lines).rstrip())


def run_part(part: Part, printer: Printer, *, aloud: bool) -> Result:
    """Run one part in a home of its own; its result. Never raises: what goes wrong is a failed part."""
    report = REPORTS / f"{part.name}.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    lines = [f"\n== {part.name} ==\n"]
    if aloud:
        printer.say_lines(lines)
    try:
        with tempfile.TemporaryDirectory(prefix="tandem-test-") as home, _around(part) as more:
            code = _run_commands(part.commands, _environment(home, more), lines, printer if aloud else None)
    except (postgres.NotStarted, SystemExit, OSError) as problem:
        code = 1
        lines.append(f"{problem}\n")
        if aloud:
            printer.say(str(problem))
    if not aloud:
        printer.say_lines(lines)
    if code == NOTHING_SELECTED and part.may_be_empty:
        return Result(part.name, 0, time.monotonic() - started)
    return _counted(Result(part.name, code, time.monotonic() - started), report if part.reports else None)


@contextmanager
def _around(part: Part) -> Iterator[dict[str, str]]:
    if part.surroundings is None:
        yield {}
        return
    with part.surroundings() as more:
        yield more


def _environment(home: str, more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OF_AN_INSTANCE}
    return {
        **kept,
        "TANDEM_HOME": home,
        "SECRET_KEY": "only for tests, and as long as the one that an installation makes for itself",
        **more,
    }


def _run_commands(commands: list[list], env: dict[str, str], lines: list[str], printer: Printer | None) -> int:
    """All commands, even after one has failed; the first exit code that isn't 0."""
    codes = [_run_command(command, env, lines, printer) for command in commands]
    return next((code for code in codes if code), 0)


def _run_command(command: list, env: dict[str, str], lines: list[str], printer: Printer | None) -> int:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if printer:
                printer.say(line.rstrip())
    return process.returncode


def _counted(result: Result, report: Path | None) -> Result:
    """With pytest's own counts; a part that left no report counts as one check."""
    if report is None or not report.exists():
        result.passed, result.failed = (1, 0) if result.code == 0 else (0, 1)
        return result
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314 (pytest just wrote it)
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    result.failed = failures + errors
    result.passed = max(0, tests - result.failed - skipped)
    result.skipped = skipped
    # pytest ended badly without naming a test: nothing collected, a worker lost, a wrong argument.
    if result.code and not result.failed:
        result.failed = 1
    return result


def run_all(chosen: list[Part], fail_fast: bool) -> list[Result]:
    """Both lanes; the results in the parts' order."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    printer = Printer()
    results: dict[str, Result] = {}

    def run_lane(lane: list[Part], aloud: bool) -> None:
        for part in lane:
            if fail_fast and any(not result.is_good for result in results.values()):
                return
            results[part.name] = run_part(part, printer, aloud=aloud)

    beside = [part for part in chosen if part.name in BESIDE and len(chosen) > 1]
    others = [part for part in chosen if part not in beside]
    with ThreadPoolExecutor(2) as lanes:
        for done in [lanes.submit(run_lane, beside, False), lanes.submit(run_lane, others, True)]:
            done.result()
    return [results[part.name] for part in chosen if part.name in results]


def summary(results: list[Result], chosen: list[str], seconds: float) -> str:
    """The table, and as the very last line the sum that build servers look for."""
    by_name = {result.part: result for result in results}
    lines = ["", f"{'part':<12}{'':<8}{'passed':>8}{'failed':>8}{'seconds':>9}"]
    lines += [_row(by_name[name]) if name in by_name else f"{name:<12}not run" for name in chosen]
    lines.append(f"{'all':<36}{seconds:>9.1f}")
    skipped = sum(result.skipped for result in results)
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    lines += ["", f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")]
    return "\n".join(lines)


def _row(result: Result) -> str:
    word = "ok" if result.is_good else "FAILED"
    return f"{result.part:<12}{word:<8}{result.passed:>8}{result.failed:>8}{result.seconds:>9.1f}"


def split_arguments(given: list[str]) -> tuple[list[str], list[str]]:
    """Ours, and what stands behind `--` for pytest."""
    if "--" not in given:
        return given, []
    at = given.index("--")
    return given[:at], given[at + 1 :]


def not_there(for_pytest: list[str]) -> list[str]:
    """The files and folders of tests that were named and don't exist: pytest's workers would just find nothing."""
    paths = [each.partition("::")[0] for each in for_pytest if not each.startswith("-")]
    named = [path for path in paths if path.endswith(".py") or path.startswith("tests")]
    return [path for path in named if not (ROOT / path).exists()]


def nothing_ran(chosen: list[Part], results: list[Result]) -> bool:
    """A selection may leave nothing of one part, never of all that it was made for."""
    selected = {part.name for part in chosen if part.reports}
    ran = [result for result in results if result.part in selected]
    return bool(ran) and not any(result.passed + result.failed + result.skipped for result in ran)


def main(given: list[str]) -> int:
    ours, for_pytest = split_arguments(given)
    known = parts(for_pytest)
    names = [part.name for part in known]
    parser = argparse.ArgumentParser(
        prog="./run test",
        description=f"Run all parts but {LONG}, or those named: {', '.join(names)}.",
        epilog="What follows -- goes to pytest: ./run test sqlite -- -k gate",
    )
    parser.add_argument("parts", nargs="*", metavar="part")
    parser.add_argument("--fail-fast", action="store_true", help="end at the first part that fails")
    arguments = parser.parse_args(ours)
    if unknown := [name for name in arguments.parts if name not in names]:
        parser.error(f"there is no part {unknown[0]!r}; there are: {', '.join(names)}")
    chosen = [part for part in known if (part.name in arguments.parts if arguments.parts else part.name != LONG)]
    if missing := not_there(for_pytest):
        parser.error(f"there is no file {missing[0]}")
    started = time.monotonic()
    results = run_all(chosen, arguments.fail_fast)
    print(summary(results, [part.name for part in chosen], time.monotonic() - started), flush=True)
    if for_pytest and nothing_ran(chosen, results):
        print("No test ran: nothing is what you selected.", flush=True)
        return 1
    return 0 if len(results) == len(chosen) and all(result.is_good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
