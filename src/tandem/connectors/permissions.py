"""Who may use which address of connectors."""

from tandem.people.permissions import ADMIN, SELLERS, Table

IMPORTERS = SELLERS | {ADMIN}

TABLE: Table = {
    "imports": {"GET": IMPORTERS, "POST": IMPORTERS},
    "import_run": {"GET": IMPORTERS, "POST": IMPORTERS},
    "import_start": {"POST": IMPORTERS},
    "import_undo": {"POST": IMPORTERS},
    "import_progress": {"GET": IMPORTERS},
    "import_problems": {"GET": IMPORTERS},
}
