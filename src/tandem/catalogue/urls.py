"""Where the catalogue is written. What is sold, beside what became of it, is shown by front."""

from django.urls import path

from tandem.catalogue.views import compare, draft, offering

urlpatterns = [
    path("catalogue/offerings/new/", offering.new, name="offering_new"),
    path("catalogue/drafts/<int:pk>/", draft.draft, name="tier_draft"),
    path("catalogue/drafts/<int:pk>/ask/", draft.ask, name="tier_ask"),
    path("catalogue/drafts/<int:pk>/take-back/", draft.take_back, name="tier_take_back"),
    path("catalogue/drafts/<int:pk>/take-over/", draft.take_over, name="tier_take_over"),
    path("catalogue/drafts/<int:pk>/give-up/", draft.give_up, name="tier_give_up"),
    path("catalogue/drafts/<int:pk>/yes/", draft.turn, name="tier_turn"),
    path("catalogue/drafts/<int:pk>/no/", draft.decline, name="tier_decline"),
    path("catalogue/drafts/<int:pk>/decide/", draft.decide, name="tier_decide"),
    path("catalogue/<slug:slug>/edit/", offering.edit, name="offering_edit"),
    path("catalogue/<slug:slug>/retire/", offering.retire, name="offering_retire"),
    path("catalogue/<slug:slug>/draft/", offering.start, name="tier_start"),
    path("catalogue/<slug:slug>/compare/", compare.compare, name="tier_compare"),
]
