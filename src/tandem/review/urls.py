"""Addresses of judging and proposing. Recording the signature is handoff's, since the handoff follows from it."""

from django.urls import path

from tandem.review.views import board, boards, calls, delegation, minutes, papers, policy, proposal

urlpatterns = [
    path("board/", boards.boards, name="deal_boards"),
    path("deals/<int:pk>/board/", board.board, name="deal_board"),
    path("deals/<int:pk>/board/decide/", board.decide, name="deal_decide"),
    path("deals/<int:pk>/board/<int:verdict_id>/owner/", board.own, name="deal_condition_owner"),
    path("deals/<int:pk>/board/<int:verdict_id>/met/", board.meet, name="deal_condition_met"),
    path("deals/<int:pk>/board/minutes/", minutes.minutes, name="deal_minutes"),
    path("deals/<int:pk>/board/minutes.pdf", minutes.pdf, name="deal_minutes_pdf"),
    path("me/delegation/", delegation.delegation, name="settings_delegation"),
    path("me/delegation/<int:pk>/end/", delegation.end, name="delegation_end"),
    path("settings/policy/", policy.policy, name="settings_policy"),
    path("settings/policy/begin/", policy.begin, name="policy_begin"),
    path("settings/policy/publish/", policy.publish, name="policy_publish"),
    path("settings/policy/discard/", policy.discard, name="policy_discard"),
    path("deals/<int:pk>/proposal/", proposal.proposal, name="deal_proposal"),
    path("deals/<int:pk>/papers/<slug:kind>.<slug:ending>", papers.paper, name="deal_paper"),
    path("deals/<int:pk>/papers/kept/<int:document>/", papers.kept, name="deal_paper_kept"),
    path("deals/<int:pk>/calls/", calls.calls, name="deal_calls"),
    path("deals/<int:pk>/calls/invitation.ics", calls.invite, name="deal_invitation"),
    path("deals/<int:pk>/calls/probes/<int:probe_id>/", calls.probe, name="deal_probe"),
    path("deals/<int:pk>/calls/probes/<int:probe_id>/drop/", calls.drop, name="deal_probe_drop"),
    path("deals/<int:pk>/calls/probes/<int:probe_id>/resolved/", calls.resolve, name="deal_probe_resolve"),
    path("deals/<int:pk>/calls/probes/<int:probe_id>/confirmed/", calls.confirm, name="deal_probe_confirm"),
    path("deals/<int:pk>/calls/held/", calls.held, name="deal_pitch_held"),
    path("deals/<int:pk>/calls/there/", calls.there, name="deal_pitch_there"),
]
