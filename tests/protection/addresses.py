"""What each URL's name is opened on. A name that isn't here, and needs numbers, fails tests/protection."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from tandem.scorecard.queries.tables import TABLES
from tests.protection.firm import Firm, Story

Kwargs = Callable[[Firm, Story], dict[str, Any]]


@dataclass(frozen=True)
class Address:
    """One URL's name. `of_story`: it opens rows of a client's engagements, so whoever doesn't see those gets 404."""

    name: str
    kwargs: Kwargs
    of_story: bool
    queries: tuple[dict[str, str], ...] = ()

    def path(self, firm: Firm, story: Story) -> str:
        return reverse(self.name, kwargs=self.kwargs(firm, story))


def of_deal(row: str = "", stage: str = "deal", deal: str = "deal_id", pk: str = "pk") -> Kwargs:
    """deal_id of the story's engagement in that state, and pk of one of its rows."""

    def kwargs(firm: Firm, story: Story) -> dict[str, Any]:
        engagement = getattr(story, stage)
        return {deal: engagement.pk, **({pk: engagement.rows[row].pk} if row else {})}

    return kwargs


def of_project(row: str = "", attribute: str = "pk") -> Kwargs:
    def kwargs(firm: Firm, story: Story) -> dict[str, Any]:
        found = getattr(story["project"], row.removesuffix("_number")) if row else None
        more = {"number": found.number} if row.endswith("_number") else {row: found.pk} if row else {}
        return {"pk": story.running.pk, **more}

    return kwargs


def of_row(row: str) -> Kwargs:
    return lambda firm, story: {"pk": story[row].pk}  # type: ignore[attr-defined]


def of_handed_risk(firm: Firm, story: Story) -> dict[str, Any]:
    return {"pk": story["handoff"].pk, "risk_pk": story["handed"].pk}  # type: ignore[attr-defined]


PAPERS = [(kind, ending) for kind in ("proposal", "sow") for ending in ("pdf", "docx")]
# Rows of a story, by the URL's name.
OF_STORY: dict[str, Kwargs] = {
    **dict.fromkeys(
        (
            "deal",
            "deal_edit",
            "deal_qualify",
            "deal_lose",
            "deal_confidential",
            "deal_fit",
            "deal_fit_score",
            "deal_talk",
            "deal_move",
            "deal_waivers",
            "deal_history",
            "deal_calls",
            "deal_board",
            "deal_minutes",
            "deal_minutes_pdf",
            "deal_decide",
            "deal_pitch_held",
            "deal_pitch_there",
            "deal_invitation",
            "deal_probes",
            "deal_capacity",
        ),
        of_deal(deal="pk"),
    ),
    **dict.fromkeys(("deal_sign", "deal_proposal"), of_deal(stage="proposed", deal="pk")),
    **dict.fromkeys(("deal_condition_owner", "deal_condition_met"), of_deal("verdict", deal="pk", pk="verdict_id")),
    "deal_handoff": of_deal(stage="signed", deal="pk"),
    "deal_waiver": of_deal("waiver", deal="pk", pk="waiver"),
    **dict.fromkeys(("deal_outcome", "deal_outcome_sign", "deal_outcome_history"), of_deal("outcome")),
    **dict.fromkeys(("deal_measure", "deal_measure_ask"), of_deal("measure")),
    "deal_talk_answered": of_deal("remark", deal="pk", pk="remark"),
    "deal_client_link_revoke": lambda firm, story: {"deal_id": story.deal.pk, "pk": story["link"].pk},  # type: ignore[attr-defined]
    **dict.fromkeys(("deal_duty", "deal_duty_done"), of_deal("duty")),
    **dict.fromkeys(
        ("deal_risk", *(f"deal_risk_{verb}" for verb in ("owner", "own", "fate", "happened", "review"))),
        of_deal("risk"),
    ),
    **dict.fromkeys(
        ("deal_promise", "deal_promise_judge", "deal_promise_paper", "deal_promise_told"), of_deal("promise")
    ),
    **dict.fromkeys(("deal_challenge_reply", "deal_challenge_judge"), of_deal("challenge")),
    **{
        f"deal_assumption{verb}": of_deal("assumption")
        for verb in ("", "_ask", "_answer", "_reply", "_met", "_verify", "_false", "_price", "_risk")
    },
    **dict.fromkeys(("deal_scope_item", "deal_scope_item_remove", "deal_scope_item_why"), of_deal("item")),
    "deal_scope_link": of_deal("promise", pk="promise_id"),
    "deal_paper_kept": of_deal("document", deal="pk", pk="document"),
    "handoff_pdf": of_row("handoff"),
    **dict.fromkeys(("deal_flag_reply", "deal_flag_clear"), of_deal("flag")),
    **dict.fromkeys(("deal_session_hold", "deal_session_start", "deal_session_there"), of_deal("session")),
    "deal_vet": lambda firm, story: {"deal_id": story.deal.pk, "section": "price"},
    "deal_vet_reply": of_deal("vet"),
    **dict.fromkeys(
        ("deal_probe", "deal_probe_drop", "deal_probe_resolve", "deal_probe_confirm"),
        of_deal("probe", deal="pk", pk="probe_id"),
    ),
    **dict.fromkeys(
        (
            "project",
            "project_milestones",
            "project_promises",
            "project_hours",
            "project_changes",
            "project_status",
            "project_close",
        ),
        of_project(),
    ),
    **dict.fromkeys(("project_milestone", "project_milestone_done"), of_project("milestone")),
    **dict.fromkeys(("deal_amendments",), of_deal(deal="pk")),
    "deal_amendment_add": lambda firm, story: {"pk": story.running.pk, "noun": "outcome"},
    "deal_amendment_new": lambda firm, story: {
        "pk": story.running.pk,
        "noun": "outcome",
        "row": story.running.rows["outcome"].pk,
    },
    **{
        f"deal_amendment_{verb}": of_deal("amendment", deal="pk", pk="amendment")
        for verb in ("agree", "client", "decline", "read")
    },
    **{f"project_change_{verb}": of_project("change_number") for verb in ("key", "client", "decline")},
    **{
        f"handoff{verb}": of_row("handoff")
        for verb in ("", "_paragraph", "_call", "_read", "_attest", "_ask", "_bounce", "_again", "_accept")
    },
    **{f"handoff_risk_{verb}": of_handed_risk for verb in ("offer", "keep", "take", "refuse")},
    **dict.fromkeys(("handoff_answer", "handoff_close"), of_row("question")),
    "project_start": of_deal(stage="accepted", deal="pk"),
    **dict.fromkeys(("booking", "booking_delete", "booking_split"), of_row("booking")),
    "feedback_answer": of_row("survey"),
    "feedback_ask": of_project(),
    **dict.fromkeys(("debrief", "debrief_close"), of_deal(stage="done", deal="pk")),
    "lesson": of_row("lesson"),
    "project_surprises": of_project(),
}
# Rows that aren't of an engagement: who sees them, their own table says.
OF_FIRM: dict[str, Kwargs] = {
    "look": lambda firm, story: {"digest": "0", "name": "app.css"},
    **dict.fromkeys(("pipeline_view_rename", "pipeline_view_delete"), lambda firm, story: {"pk": firm.view.pk}),
    **dict.fromkeys(
        ("import_run", "import_start", "import_undo", "import_progress", "import_problems", "import_aside"),
        lambda firm, story: {"pk": firm.batch.pk},
    ),
    **dict.fromkeys(("job_again", "job_give_up"), lambda firm, story: {"pk": firm.job.pk}),
    "settings_schedule_allow": lambda firm, story: {"pk": firm.held_back.pk},
    "capacity_team": lambda firm, story: {"pk": firm.world.data_team.pk},
    "booking_undo": lambda firm, story: {"token": "none"},
    **dict.fromkeys(("person", "person_away"), lambda firm, story: {"pk": firm.tess.pk}),
    "person_away_change": lambda firm, story: {"pk": firm.tess.pk, "off": firm.away.pk},
    **dict.fromkeys(("client", "client_contact_new"), lambda firm, story: {"pk": story.client.pk}),
    "client_contact": lambda firm, story: {"pk": story.client.pk, "contact": story["contact"].pk},  # type: ignore[attr-defined]
    "delegation_end": lambda firm, story: {"pk": firm.delegation.pk},
    **dict.fromkeys(("settings_word", "settings_word_retire"), lambda firm, story: {"pk": firm.phrase.pk}),
    **dict.fromkeys(
        ("icp_question", "icp_question_move", "icp_question_drop"),
        lambda firm, story: {"pk": firm.draft_question.pk},
    ),
    "icp_version": lambda firm, story: {"number": 1},
    **dict.fromkeys(("settings_document_file", "settings_document_use"), lambda firm, story: {"pk": firm.template.pk}),
    **dict.fromkeys(
        ("settings_document_built_in", "settings_document_example"), lambda firm, story: {"kind": "proposal"}
    ),
    **dict.fromkeys(
        ("offering", "offering_edit", "offering_retire", "tier_start", "tier_compare"),
        lambda firm, story: {"slug": firm.offering.slug},
    ),
    **{
        f"tier_{verb}": lambda firm, story: {"pk": firm.draft_tier.pk}
        for verb in ("draft", "ask", "take_back", "take_over", "give_up", "turn", "decline", "decide")
    },
    **dict.fromkeys(
        ("inbox_item", "inbox_later", "inbox_give", "inbox_nudge"),
        lambda firm, story: {"key": f"assumption-{story['assumption'].pk}"},
    ),
    **dict.fromkeys(
        ("client_view", "client_sign", "client_copy", "client_words", "client_heard"),
        lambda firm, story: {"token": story["secret"]},
    ),
    "account_confirm_email": lambda firm, story: {"key": "none"},
    "account_reset_password_from_key": lambda firm, story: {"uidb36": "1", "key": "none"},
}


# What else a page is asked: searches and completions, orders, filters, other views of it.
QUERIES: dict[str, list[dict[str, str]]] = {
    "search": [{"q": "zephy"}, {"q": "Aurora", "part": "palette"}, {"q": "Tess"}],
    "deal_new_clients": [{"client": "a"}],
    "pipeline": [
        {"view": "board"},
        {"view": "list", "sort": "-amount"},
        {"client": "zephy"},
        {"stage": "all"},
        {"mine": "on"},
    ],
    "inbox": [{"show": "waiting"}, {"show": "later"}, {"show": "done"}],
    "projects": [{"show": "all"}, {"q": "zephy", "show": "all"}],
    "clients": [{"q": "zephy"}, {"show": "all"}],
    "people": [{"q": "Tess"}],
    "capacity": [{"weeks": "26"}, {"from": "2026-11-30"}],
    "booking_options": [{"person": "a"}, {"work": "zephy"}, {"work": "Aurora"}],
    "booking_new": [{"person": "1", "from": "2026-11-30", "to": "2026-12-07"}],
    "deal_scope": [{"tiers": "1"}, {"version": "1"}],
    "deal_price": [{"version": "1"}],
    "deal_scope_compare": [{"old": "1", "new": "2"}],
    "waivers": [{"show": "ungated"}, {"rule": "the_fit_meets_the_profile", "person": "1", "quarter": "2026-Q4"}],
    "deal_new_questions": [{"account": "1"}],
    "scorecard": [{"period": "2026-q4"}],
    "scorecard_metric": [{"all": "1"}],
    "feedback": [{"show": "all"}],
    "lessons": [{"show": "all"}],
    "handoff": [{"compare": "1"}],
    "tier_compare": [{"grade": "gold"}, {"grade": "gold", "old": "1", "new": "1"}],
    "catalogue_export": [{"drafts": "1"}],
}


def every_address() -> list[Address]:
    """Each URL once, with how to open it.

    Raises:
        KeyError: a URL takes arguments that nobody has said.
    """
    found = [address for pattern in _patterns(get_resolver()) for address in _addresses(pattern)]
    return [replace(each, queries=tuple(QUERIES.get(each.name, ()))) for each in found]


def _addresses(pattern: URLPattern) -> list[Address]:
    if pattern.name == "deal_paper":
        return [Address("deal_paper", partial(_paper, *each), True) for each in PAPERS]
    if pattern.name == "scorecard_metric":
        return [Address("scorecard_metric", partial(_metric, metric), False) for metric in TABLES]
    return [_address(pattern)]


def _metric(metric: str, firm: Firm, story: Story) -> dict[str, Any]:
    return {"metric": metric}


def _paper(kind: str, ending: str, firm: Firm, story: Story) -> dict[str, Any]:
    return {"pk": story.deal.pk, "kind": kind, "ending": ending}


def _address(pattern: URLPattern) -> Address:
    name = str(pattern.name)
    if name in OF_STORY:
        return Address(name, OF_STORY[name], True)
    if name in OF_FIRM:
        return Address(name, OF_FIRM[name], False)
    arguments = set(pattern.pattern.regex.groupindex)
    if arguments == {"deal_id"}:
        return Address(name, of_deal(), True)
    if arguments:
        raise KeyError(f"Say in tests/protection/addresses.py on what {name} ({sorted(arguments)}) is opened.")
    return Address(name, lambda firm, story: {}, False)


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in resolver.url_patterns:
        found += [pattern] if isinstance(pattern, URLPattern) else _patterns(pattern)
    return list({str(each.name): each for each in found}.values())
