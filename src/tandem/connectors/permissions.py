"""Who may use which address of connectors."""

from tandem.people.permissions import ADMIN, BOTH_SIDES, EVERYONE, LEADERS, SELLERS, Table

IMPORTERS = SELLERS | {ADMIN}

TABLE: Table = {
    "imports": {"GET": IMPORTERS, "POST": IMPORTERS},
    "import_run": {"GET": IMPORTERS, "POST": IMPORTERS},
    "import_start": {"POST": IMPORTERS},
    "import_undo": {"POST": IMPORTERS},
    "import_progress": {"GET": IMPORTERS},
    "import_aside": {"GET": LEADERS, "POST": LEADERS},
    "import_problems": {"GET": IMPORTERS},
    "catalogue_export": {"GET": EVERYONE},
    "catalogue_import": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
}
