"""Addresses of the handoff. Accepting one is front's, since the project opens with it."""

from django.urls import path

from tandem.handoff.views import handoff, paper, risks, sign

urlpatterns = [
    path("deals/<int:pk>/sign/", sign.sign, name="deal_sign"),
    path("deals/<int:pk>/handoff/", handoff.of_deal, name="deal_handoff"),
    path("handoffs/", handoff.handoffs, name="handoffs"),
    path("handoffs/<int:pk>/", handoff.handoff, name="handoff"),
    path("handoffs/<int:pk>.pdf", paper.paper, name="handoff_pdf"),
    path("handoffs/<int:pk>/paragraph/", handoff.paragraph, name="handoff_paragraph"),
    path("handoffs/<int:pk>/call/", handoff.call, name="handoff_call"),
    path("handoffs/<int:pk>/read/", handoff.read, name="handoff_read"),
    path("handoffs/<int:pk>/attest/", handoff.attest, name="handoff_attest"),
    path("handoffs/<int:pk>/questions/", handoff.ask, name="handoff_ask"),
    path("handoffs/questions/<int:pk>/answer/", handoff.answer, name="handoff_answer"),
    path("handoffs/questions/<int:pk>/close/", handoff.close, name="handoff_close"),
    path("handoffs/<int:pk>/bounce/", handoff.bounce, name="handoff_bounce"),
    path("handoffs/<int:pk>/risks/<int:risk_pk>/offer/", risks.offer, name="handoff_risk_offer"),
    path("handoffs/<int:pk>/risks/<int:risk_pk>/keep/", risks.keep, name="handoff_risk_keep"),
    path("handoffs/<int:pk>/risks/<int:risk_pk>/take/", risks.take, name="handoff_risk_take"),
    path("handoffs/<int:pk>/risks/<int:risk_pk>/refuse/", risks.refuse, name="handoff_risk_refuse"),
    path("handoffs/<int:pk>/again/", handoff.again, name="handoff_again"),
]
