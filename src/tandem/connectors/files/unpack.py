"""A workbook's sheets as CSV files: python unpack.py WORKBOOK FOLDER. Run alone, under limits it sets on itself.

Nothing of Tandem is imported: a workbook that exhausts memory or crashes the reader ends this process only.
Prints one line a sheet (file, tab, name); fails with one known word on stderr: locked, damaged, rows, cell.
"""

import csv
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 100
DISK = 1024 * 1024 * 1024
CELL_LIMIT = 131_072
ROW_LIMIT = 1_048_576


def main(workbook: Path, folder: Path) -> None:
    limit_itself()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(workbook))
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                write(book.get_sheet_by_name(sheet.name), folder / f"sheet{number}.csv")
    except PasswordError:
        sys.exit("locked")
    except (CalamineError, OSError, ValueError):
        sys.exit("damaged")


def limit_itself() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; there the parent's time limit is what's left
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, DISK)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def write(sheet, file: Path) -> None:
    if not sheet.height:
        return
    if sheet.total_height > ROW_LIMIT:
        sys.exit("rows")
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        # Blank rows above the first used one come along, so that row numbers are the ones that Excel shows.
        for row in sheet.iter_rows():
            rows.writerow([text(cell) for cell in row])
    sys.stdout.write(f"{file.name}\t{' '.join(sheet.name.split())}\n")


def text(cell) -> str:
    """The cell as a person would type it: ISO dates, whole figures without .0, TRUE and FALSE."""
    if isinstance(cell, str):
        if len(cell) > CELL_LIMIT:
            sys.exit("cell")
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if not isinstance(cell, timedelta) else f"{cell.total_seconds() / 3600:.4f}"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(Path(sys.argv[1]), Path(sys.argv[2]))
