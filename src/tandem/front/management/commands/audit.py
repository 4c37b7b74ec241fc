"""`tandem audit`: is the ledger whole? Prints its length, the digest of its head, and every place where it breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tandem.ledger.queries import breaks, head

SHOWN = 20


class Command(BaseCommand):
    help = "Check the ledger's chain. Exit code 1 if it doesn't hold. Keep the head elsewhere to see a cut end."

    def handle(self, *args: Any, **options: Any) -> None:
        length, digest = head()
        self.stdout.write(_("%(count)s entries, head %(digest)s") % {"count": f"{length:,}", "digest": digest})
        found = list(breaks())
        for pk, words in found[:SHOWN]:
            self.stdout.write(_("entry %(pk)s: %(words)s") % {"pk": pk or "–", "words": words})
        if found:
            raise CommandError(_("The ledger doesn't hold: %(count)s breaks.") % {"count": f"{len(found):,}"})
        self.stdout.write(_("The chain holds."))
