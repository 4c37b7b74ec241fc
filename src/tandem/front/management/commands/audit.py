"""`tandem audit`: are the ledger, and the rows whose digests it keeps, as the verbs left them? Prints the ledger's
length, the digest of its head, and whatever isn't."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tandem.ledger.engine import one_moment
from tandem.ledger.queries import audited, head

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check the ledger's chain, and every signature, vote, frozen scope, paper and handoff against the digest that "
        "it keeps of them; others may go on writing. Exit code 1 if one doesn't hold. Keep the head elsewhere to see a "
        "cut end."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with one_moment():
                length, digest = head()
                found = list(audited())
        except (ArithmeticError, AttributeError, TypeError, ValueError) as problem:  # text where a moment belongs
            raise CommandError(_("The ledger can't be read: %(why)s") % {"why": problem}) from problem
        self.stdout.write(_("%(count)s entries, head %(digest)s") % {"count": f"{length:,}", "digest": digest})
        for name, words in found[:SHOWN]:
            self.stdout.write(f"{name}: {words}")
        if found:
            raise CommandError(_("The ledger doesn't hold: %(count)s breaks.") % {"count": f"{len(found):,}"})
        self.stdout.write(_("The chain holds."))
