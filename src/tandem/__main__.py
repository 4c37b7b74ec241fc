"""The console command `tandem`: Django's own commands and Tandem's under one name."""

import os
import sys

from tandem import home

# A restore takes the home for itself; the others say that they're at work in it.
ALONE = "restore"


def main() -> None:
    os.umask(home.UMASK)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
    from tandem.front.plainly import sentence

    try:
        _run()
    except Exception as problem:
        words = None if "--traceback" in sys.argv else sentence(problem)
        if words is None:
            raise
        sys.exit(words)


def _run() -> None:
    from django.conf import settings
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    home.make(settings.HOME)
    home.close_off(settings.HOME)
    if command != ALONE:
        home.hold(settings.HOME)
    execute_from_command_line(["tandem", *sys.argv[1:]])


if __name__ == "__main__":
    main()
