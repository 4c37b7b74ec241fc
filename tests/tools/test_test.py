"""The runner of the tests counts truly and never calls a broken part good."""

import sys

import pytest

from tools import test as runner
from tools.test import Part, Printer, Result, run_all, run_part, split_arguments, summary

REPORT = """<testsuites><testsuite tests="10" failures="{failures}" errors="{errors}" skipped="1"/></testsuites>"""


@pytest.fixture(autouse=True)
def reports(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "REPORTS", tmp_path)
    return tmp_path


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def writing(path, text: str, code: int = 0) -> list[str]:
    """What pytest does: leaves a report and an exit code."""
    return python(f"import sys; open({str(path)!r}, 'w').write({text!r}); sys.exit({code})")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ([], [])),
        (["lint", "types"], (["lint", "types"], [])),
        (["sqlite", "--", "-k", "gate"], (["sqlite"], ["-k", "gate"])),
        (["--", "-x", "--", "y"], ([], ["-x", "--", "y"])),
    ],
)
def test_arguments_behind_the_dashes_are_for_pytest(given, expected):
    assert split_arguments(given) == expected


def test_part_without_report_counts_as_one_check():
    good = run_part(Part("lint", [python("")]), Printer(), aloud=False)
    bad = run_part(Part("lint", [python("raise SystemExit(3)")]), Printer(), aloud=False)
    assert (good.passed, good.failed, good.is_good) == (1, 0, True)
    assert (bad.passed, bad.failed, bad.is_good) == (0, 1, False)


def test_all_commands_of_a_part_run_and_any_may_fail_it(capfd):
    part = Part("lint", [python("print('one'); raise SystemExit(1)"), python("print('two')")])
    assert not run_part(part, Printer(), aloud=True).is_good
    assert "one\ntwo\n" in capfd.readouterr().out


@pytest.mark.parametrize(("failures", "errors"), [(0, 0), (2, 0), (0, 1), (1, 1)])
def test_counts_come_from_pytests_report(reports, failures, errors):
    text = REPORT.format(failures=failures, errors=errors)
    command = writing(reports / "sqlite.xml", text, 1 if failures + errors else 0)
    found = run_part(Part("sqlite", [command], reports=True), Printer(), aloud=False)
    assert (found.passed, found.failed, found.skipped) == (9 - failures - errors, failures + errors, 1)
    assert found.is_good is (failures + errors == 0)


def test_pytest_that_breaks_down_is_a_failure_though_no_test_failed(reports):
    command = writing(reports / "sqlite.xml", REPORT.format(failures=0, errors=0), 3)
    assert not run_part(Part("sqlite", [command], reports=True), Printer(), aloud=False).is_good


@pytest.mark.parametrize("may_be_empty", [True, False])
def test_nothing_selected_is_a_failure_unless_a_selection_was_asked_for(reports, may_be_empty):
    command = writing(reports / "sqlite.xml", '<testsuites><testsuite tests="0"/></testsuites>', 5)
    part = Part("sqlite", [command], reports=True, may_be_empty=may_be_empty)
    assert run_part(part, Printer(), aloud=False).is_good is may_be_empty


@pytest.mark.parametrize("named", ["no/such_file.py", "tests/no_such_folder", "tests/calc/test_no.py::test_x"])
def test_a_file_that_isnt_there_is_told_before_anything_runs(named, capsys):
    """It said ok: the workers found nothing, and nothing was what the selection left."""
    with pytest.raises(SystemExit) as ended:
        runner.main(["sqlite", "--", named])
    assert ended.value.code == 2
    assert f"there is no file {named.partition('::')[0]}" in capsys.readouterr().err


def test_what_is_there_and_what_is_no_file_pass(reports):
    assert runner.not_there(["-k", "gate", "tests/tools/test_test.py::test_x", "-x", "tests"]) == []


def test_a_selection_that_leaves_nothing_of_any_part_is_a_failure(reports, monkeypatch, capsys):
    empty = [python("raise SystemExit(5)")]
    made = [Part(name, empty, reports=True, may_be_empty=True) for name in ("sqlite", "postgres")]
    some = writing(reports / "sqlite.xml", REPORT.format(failures=0, errors=0))
    monkeypatch.setattr(runner, "parts", lambda given: made)
    assert runner.main(["--", "-k", "nothing_is_called_so"]) == 1
    assert "No test ran" in capsys.readouterr().out
    made[0] = Part("sqlite", [some], reports=True, may_be_empty=True)
    assert runner.main(["--", "-k", "x"]) == 0
    made[:] = [Part("lint", [python("")])]
    assert runner.main(["--", "-k", "x"]) == 0


def test_report_of_an_earlier_run_is_not_counted(reports):
    (reports / "sqlite.xml").write_text(REPORT.format(failures=0, errors=0))
    found = run_part(Part("sqlite", [python("raise SystemExit(4)")], reports=True), Printer(), aloud=False)
    assert (found.passed, found.failed) == (0, 1)


def test_surroundings_that_cannot_be_had_fail_the_part_in_words(capfd):
    def nothing_there():
        raise SystemExit("No Chromium found.")

    found = run_part(Part("browser", [python("")], surroundings=nothing_there), Printer(), aloud=True)
    assert not found.is_good
    assert "No Chromium found." in capfd.readouterr().out


def test_parts_run_in_a_home_of_their_own_without_the_instances_settings(monkeypatch, capfd):
    monkeypatch.setenv("DATABASE_URL", "postgres://of-the-instance")
    monkeypatch.setenv("TANDEM_HOME", "of-the-instance")
    look = python("import os; print(os.environ.get('DATABASE_URL'), os.environ['TANDEM_HOME'])")
    run_part(Part("lint", [look]), Printer(), aloud=True)
    assert "of-the-instance" not in capfd.readouterr().out


def test_broken_part_does_not_hold_up_the_rest_unless_asked_to():
    chosen = [Part("lint", [python("raise SystemExit(1)")]), Part("sqlite", [python("")])]
    assert [result.is_good for result in run_all(chosen, fail_fast=False)] == [False, True]
    assert [result.is_good for result in run_all(chosen, fail_fast=True)] == [False]


def test_last_line_is_the_sum_over_all_parts():
    results = [Result("lint", 0, 1.0, passed=1), Result("sqlite", 1, 20.0, passed=40, failed=2)]
    told = summary(results, ["lint", "sqlite", "browser"], 21.0).splitlines()
    assert told[-1] == "41 passed, 2 failed"
    assert any(line.startswith("sqlite") and "FAILED" in line for line in told)
    assert any(line.startswith("browser") and "not run" in line for line in told)


def test_skipped_tests_are_not_hidden():
    assert summary([Result("sqlite", 0, 1.0, passed=3, skipped=2)], ["sqlite"], 1.0).endswith(
        "3 passed, 0 failed, 2 skipped"
    )


def test_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        runner.main(["dance"])
    assert "there is no part 'dance'" in capsys.readouterr().err
