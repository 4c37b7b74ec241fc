"""What every page of the product is opened on, in the sample firm. A page that isn't here fails test_every_page."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from tandem import clock
from tandem.catalogue.models import Phrase, Tier
from tandem.clients.models import Contact, Criterion
from tandem.connectors.models import ImportBatch, SetAside
from tandem.delivery.models import ChangeOrder, Milestone
from tandem.engagements.models import Challenge, Engagement, OutcomeMeasure, Promise, Stage
from tandem.feedback.models import Survey
from tandem.front.inbox.kept import needs_me
from tandem.front.inbox.panes import givable
from tandem.front.permissions import whole
from tandem.front.sample.outcomes import SECRET
from tandem.handoff.models import Handoff
from tandem.learning.models import Lesson
from tandem.people.models import Person
from tandem.people.permissions import ADMIN, ANYBODY
from tandem.planning.models import Booking
from tandem.review.models import Probe
from tandem.scoping.actions.draft import start_again
from tandem.scoping.models import RedFlag, ScopeItem, ScopeVersion, ScopingSession, Vet

# Answers that aren't a page of their own, and steps that only their own journey reaches.
NOT_A_PAGE = {
    "healthz": "a word for machines", "readyz": "a word for machines", "look": "a style sheet", "booking_options": "a list in a field",
    "capacity_team": "a part of the map", "deal_new_clients": "a part of a form", "deal_new_fit": "a part of a form",
    "deal_fit_score": "a part of a form", "import_progress": "a part of a page", "import_problems": "a file",
    **dict.fromkeys(
        (
            "deal_invitation", "deal_minutes_pdf", "handoff_pdf", "catalogue_export", "deal_paper", "deal_paper_kept",
            "settings_document_file", "settings_document_built_in", "settings_document_example",
        ),
        "a file",
    ),
    "deal_new_questions": "a part of a form",
    "mfa_download_recovery_codes": "a file", "deal_handoff": "sends on to the handoff",
    "account_reset_password_from_key": "a link in a letter", "account_confirm_email": "a link in a letter",
    "account_confirm_login_code": "the middle of a sign-in", "mfa_authenticate": "the middle of a sign-in",
    "account_set_password": "for whoever has none",
    "account_reauthenticate": "the middle of an errand", "mfa_reauthenticate": "the middle of an errand",
    "mfa_activate_totp": "after a second look at who it is", "mfa_deactivate_totp": "for whoever has a second step",
    "mfa_view_recovery_codes": "for whoever has a second step",
    "mfa_generate_recovery_codes": "for whoever has a second step",
}  # fmt: skip
ROLES = ("leadership", "sales", "delivery", "resource", "finance", "consultant")
TABLE = whole()
PAGES = [name for name, methods in TABLE.items() if methods.get("GET") and name not in NOT_A_PAGE]


def readers(name: str) -> list[str]:
    """Who may open it, the one that sees most first; nobody for a page before the sign-in."""
    may = TABLE[name]["GET"]
    return [] if may & ANYBODY else [role for role in ROLES if role in may] or [ADMIN]


def reader(name: str) -> Person | None:
    """Whoever of them has been there longest; nobody for a page before the sign-in."""
    if name == "inbox_give":
        return to_give()[0]
    may = readers(name)
    return of_role(may[0]) if may else None


def of_role(role: str) -> Person:
    return one(Person.objects.filter(is_admin=True) if role == ADMIN else Person.objects.filter(access=role))


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse(name, kwargs=kwargs(name))


def kwargs(name: str) -> dict[str, Any]:
    if name in OPENED_ON:
        return OPENED_ON[name]()
    if name in OF_DEAL:
        return OF_DEAL[name]()
    if name.startswith(("project", "debrief")):
        return {"pk": running().pk}
    try:
        reverse(name, kwargs={"pk": 1})
    except NoReverseMatch:
        return {"deal_id": halden().pk}
    return {"pk": halden().pk}


def halden() -> Engagement:
    """The deal of the stories: everything hangs on it, and its gate is shut."""
    return Engagement.objects.get(account__name="Halden Water", name="Asset data platform")


def running() -> Engagement:
    """A project with changes, under way."""
    changed = ChangeOrder.objects.values("project__engagement")
    found = Engagement.objects.filter(stage=Stage.DELIVERING)
    return one(found.filter(pk__in=changed)) if found.filter(pk__in=changed).exists() else one(found)


def one(rows: Any) -> Any:
    """The first of them; there is one, or the sample has lost a part of its story."""
    found = rows.order_by("pk").first()
    assert found is not None, rows.query
    return found


def row(rows: Callable[[Engagement], Any], deal: Callable[[], Engagement] = halden) -> Callable[[], dict[str, Any]]:
    """deal_id and pk of the first such row of the deal."""

    def found() -> dict[str, Any]:
        return {"deal_id": deal().pk, "pk": one(rows(deal())).pk}

    return found


def of(rows: Callable[[], Model], key: str = "pk") -> Callable[[], dict[str, Any]]:
    return lambda: {key: getattr(rows(), key)}


def draft() -> dict[str, Any]:
    scope = one(ScopeVersion.objects.filter(frozen_at=None, lines__isnull=False))
    return {"deal_id": scope.engagement_id}


def two_scopes() -> dict[str, Any]:
    """A deal whose scope was changed after it was frozen; nobody in the sample has done so, so its seller does."""
    frozen = ScopeVersion.objects.filter(engagement__stage=Stage.SCOPED, frozen_at__isnull=False)
    first = one(frozen.exclude(engagement=halden()))
    if not ScopeVersion.objects.filter(engagement=first.engagement, number=2).exists():
        start_again(first, by=first.engagement.seller, at=clock.now())
    return {"deal_id": first.engagement_id}


def draft_item() -> dict[str, Any]:
    item = one(ScopeItem.objects.filter(scope__frozen_at=None))
    return {"deal_id": item.scope.engagement_id, "pk": item.pk}


def draft_promise() -> dict[str, Any]:
    """A promise that isn't in the draft yet."""
    scopes = ScopeVersion.objects.filter(frozen_at=None).values("engagement")
    loose = one(Promise.objects.filter(engagement__in=scopes, paper=""))
    return {"deal_id": loose.engagement_id, "promise_id": loose.pk}


def of_deal(found: Callable[[], Any]) -> Callable[[], dict[str, Any]]:
    def both() -> dict[str, Any]:
        return {"deal_id": found().engagement_id, "pk": found().pk}

    return both


def done_import() -> Model:
    batch, _new = ImportBatch.objects.get_or_create(
        file_name="deals.csv", system="hubspot", state="done", rows_total=3, rows_done=3, created=3,
        defaults={
            "made_at": clock.now(), "started_at": clock.now(), "beat_at": clock.now(), "findings": {"unmapped": {}},
            "by": one(Person.objects.filter(access="leadership")),
        },
    )  # fmt: skip
    return batch


def import_with_rows_aside() -> Model:
    batch = done_import()
    said = {"name": "Asset register", "client": "Halden", "crm_stage": "Closed won", "seller": "", "seller_email": ""}
    SetAside.objects.get_or_create(
        by=batch.by, system="hubspot", key="aside",
        defaults={
            "first": batch, "batch": batch, "row": 2, "deal": {**said, "amount": "12000.50"}, "made_at": clock.now(),
            "engagement": one(Engagement.objects.filter(stage=Stage.QUALIFIED)),
        },
    )  # fmt: skip
    return batch


def a_phrase() -> Model:
    """The list to start from comes with the tables, and a test that empties them takes it along."""
    return Phrase.objects.get_or_create(words="as needed", kind="vague")[0]


def waiting() -> dict[str, Any]:
    """The first thing that waits on the head of the firm."""
    return {"key": needs_me(reader("inbox_item"), clock.now()).box.items[0].key}


def to_give() -> tuple[Person, str]:
    """Somebody with a thing that they could give to somebody else, and its key."""
    for person in Person.objects.filter(access__in=("delivery", "sales")).order_by("pk"):
        for item in needs_me(person, clock.now()).box.items:
            if givable(item, person):
                return person, item.key
    raise AssertionError("Nobody in the sample has anything to give away.")


def open_handoff() -> Model:
    return one(Handoff.objects.filter(engagement__stage=Stage.SIGNED))


def contact() -> dict[str, Any]:
    found = one(Contact.objects)
    return {"pk": found.account_id, "contact": found.pk}


def milestone() -> dict[str, Any]:
    return {"pk": running().pk, "milestone": one(Milestone.objects.filter(project__engagement=running())).pk}


def handed_risk() -> dict[str, Any]:
    found = one(Handoff.objects.filter(engagement__stage=Stage.SIGNED))
    return {"pk": found.pk, "risk_pk": one(found.engagement.risks.filter(fate="open")).pk}


def a_probe() -> dict[str, Any]:
    return {"pk": halden().pk, "probe_id": one(Probe.objects.filter(pitch__engagement=halden())).pk}


def to_measure() -> dict[str, Any]:
    found = one(OutcomeMeasure.objects.filter(met=None))
    return {"deal_id": found.outcome.engagement_id, "pk": found.pk}


OF_DEAL: dict[str, Callable[[], dict[str, Any]]] = {
    "deal_outcome": row(lambda deal: deal.outcomes),
    "deal_outcome_history": row(lambda deal: deal.outcomes.filter(revision=2)),
    **dict.fromkeys(("deal_measure", "deal_measure_ask"), to_measure),
    "deal_duty": row(lambda deal: deal.duties),
    **dict.fromkeys(("deal_risk", "deal_risk_owner", "deal_risk_happened", "deal_risk_review"), row(lambda deal: deal.risks)),
    **dict.fromkeys(
        ("deal_promise", "deal_promise_judge", "deal_promise_paper", "deal_promise_told"), row(lambda deal: deal.promises)
    ),
    **{
        f"deal_assumption{verb}": row(lambda deal: deal.assumptions)
        for verb in ("", "_ask", "_answer", "_reply", "_verify", "_false", "_price", "_met")
    },
    "deal_risk_own": row(lambda deal: deal.risks.filter(owner__isnull=False)),
    "deal_scope_compare": two_scopes,
    "deal_session_hold": of_deal(lambda: one(ScopingSession.objects)),
    **dict.fromkeys(("deal_flag_reply", "deal_flag_clear"), of_deal(lambda: one(RedFlag.objects))),
    "deal_vet": lambda: {"deal_id": halden().pk, "section": "price"},
    "deal_vet_reply": of_deal(lambda: one(Vet.objects.filter(word=Vet.Word.QUESTION, reply=""))),
    **dict.fromkeys(("deal_probe", "deal_probe_resolve"), a_probe),
    "deal_amendment_add": lambda: {"pk": running().pk, "noun": "outcome"},
    "deal_amendment_new": lambda: {"pk": running().pk, "noun": "outcome", "row": one(running().outcomes).pk},
    **dict.fromkeys(("deal_scope_item", "deal_scope_item_why"), draft_item),
    "deal_scope_link": draft_promise,
    "deal_challenge_reply": of_deal(lambda: one(Challenge.objects.filter(reply=""))),
    "deal_challenge_judge": of_deal(lambda: one(Challenge.objects)),
    **dict.fromkeys(
        ("deal_scope_item_new", "deal_scope_hours", "deal_scope_line_new", "deal_scope_dates", "deal_price_discount",
         "deal_price_discount_answer"),
        draft,
    ),
}  # fmt: skip
OPENED_ON: dict[str, Callable[[], dict[str, Any]]] = {
    "inbox_item": waiting,
    "inbox_give": lambda: {"key": to_give()[1]},
    **dict.fromkeys(("client", "client_contact_new"), lambda: {"pk": halden().account_id}),
    "client_contact": contact,
    **dict.fromkeys(("offering", "offering_edit", "tier_compare"), lambda: {"slug": one(halden_offering()).slug}),
    "tier_draft": of(lambda: one(Tier.objects.filter(state__in=("draft", "asked")))),
    "icp_version": lambda: {"number": 2},
    "icp_question": of(lambda: one(Criterion.objects.filter(profile__published_at=None))),
    "settings_word": of(a_phrase),
    "booking": of(lambda: one(Booking.objects)),
    "person": lambda: {"pk": halden().lead_id},
    "handoff": of(open_handoff),
    **dict.fromkeys(("handoff_risk_offer", "handoff_risk_refuse"), handed_risk),
    "deal_sign": lambda: {"pk": one(Engagement.objects.filter(stage=Stage.PROPOSED)).pk},
    "project_milestone": milestone,
    "debrief": lambda: {"pk": one(Engagement.objects.filter(stage=Stage.DELIVERED)).pk},
    "feedback_answer": of(lambda: one(Survey.objects.filter(score__isnull=False))),
    "lesson": of(lambda: one(Lesson.objects)),
    "deal_amendments": lambda: {"pk": running().pk},
    **dict.fromkeys(("client_view", "client_sign", "client_copy", "client_words"), lambda: {"token": SECRET}),
    "client_heard": lambda: {"token": SECRET},
    "scorecard_metric": lambda: {"metric": "margin"},
    "import_run": of(done_import),
    "import_aside": of(import_with_rows_aside),
}


def halden_offering() -> Any:
    from tandem.catalogue.models import Offering

    return Offering.objects.filter(tiers__pk=halden().tier_id)
