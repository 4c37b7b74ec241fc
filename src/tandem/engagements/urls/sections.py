"""The sections of a deal in which both sides agree: success, assumptions, who does what, risks, promises."""

from django.urls import path

from tandem.engagements.views import assumptions, capture, challenges, duties, outcomes, promises, risks

urlpatterns = [
    path("deals/<int:deal_id>/success/", outcomes.success, name="deal_success"),
    path("deals/<int:deal_id>/success/new/", outcomes.new, name="deal_outcome_new"),
    path("deals/<int:deal_id>/success/<int:pk>/", outcomes.edit, name="deal_outcome"),
    path("deals/<int:deal_id>/success/<int:pk>/sign/", outcomes.sign, name="deal_outcome_sign"),
    path("deals/<int:deal_id>/assumptions/", assumptions.assumptions, name="deal_assumptions"),
    path("deals/<int:deal_id>/assumptions/new/", assumptions.new, name="deal_assumption_new"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/", assumptions.edit, name="deal_assumption"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/ask/", assumptions.ask, name="deal_assumption_ask"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/answer/", assumptions.reply, name="deal_assumption_answer"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/met/", assumptions.met, name="deal_assumption_met"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/verify/", assumptions.verify, name="deal_assumption_verify"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/price/", assumptions.price, name="deal_assumption_price"),
    path("deals/<int:deal_id>/assumptions/<int:pk>/risk/", assumptions.harden, name="deal_assumption_risk"),
    path("deals/<int:deal_id>/who/", duties.who, name="deal_raci"),
    path("deals/<int:deal_id>/who/new/", duties.new, name="deal_duty_new"),
    path("deals/<int:deal_id>/who/<int:pk>/", duties.edit, name="deal_duty"),
    path("deals/<int:deal_id>/who/<int:pk>/done/", duties.done, name="deal_duty_done"),
    path("deals/<int:deal_id>/risks/", risks.risks, name="deal_risks"),
    path("deals/<int:deal_id>/risks/new/", risks.new, name="deal_risk_new"),
    path("deals/<int:deal_id>/risks/<int:pk>/", risks.edit, name="deal_risk"),
    path("deals/<int:deal_id>/risks/<int:pk>/owner/", risks.owner, name="deal_risk_owner"),
    path("deals/<int:deal_id>/risks/<int:pk>/own/", risks.own, name="deal_risk_own"),
    path("deals/<int:deal_id>/risks/<int:pk>/fate/", risks.fate, name="deal_risk_fate"),
    path("deals/<int:deal_id>/promises/", promises.promises, name="deal_promises"),
    path("deals/<int:deal_id>/promises/capture/", capture.capture, name="deal_promise_capture"),
    path("deals/<int:deal_id>/promises/new/", promises.new, name="deal_promise_new"),
    path("deals/<int:deal_id>/promises/<int:pk>/", promises.edit, name="deal_promise"),
    path("deals/<int:deal_id>/promises/<int:pk>/judge/", promises.judge, name="deal_promise_judge"),
    path("deals/<int:deal_id>/promises/<int:pk>/paper/", promises.paper, name="deal_promise_paper"),
    path("deals/<int:deal_id>/challenges/", challenges.challenges, name="deal_challenges"),
    path("deals/<int:deal_id>/challenges/<int:pk>/reply/", challenges.reply, name="deal_challenge_reply"),
    path("deals/<int:deal_id>/challenges/<int:pk>/judge/", challenges.judge, name="deal_challenge_judge"),
]
