"""Scope, price and review of a deal; the templates of the firm's papers."""

from django.urls import path

from tandem.scoping.views import price, review, scope, templates, vets

urlpatterns = [
    path("deals/<int:deal_id>/scope/", scope.scope, name="deal_scope"),
    path("deals/<int:deal_id>/scope/start/", scope.start, name="deal_scope_start"),
    path("deals/<int:deal_id>/scope/items/new/", scope.item_new, name="deal_scope_item_new"),
    path("deals/<int:deal_id>/scope/items/<int:pk>/", scope.item, name="deal_scope_item"),
    path("deals/<int:deal_id>/scope/items/<int:pk>/remove/", scope.item_remove, name="deal_scope_item_remove"),
    path("deals/<int:deal_id>/scope/items/<int:pk>/why/", scope.item_why, name="deal_scope_item_why"),
    path("deals/<int:deal_id>/scope/promises/<int:promise_id>/", scope.link, name="deal_scope_link"),
    path("deals/<int:deal_id>/scope/hours/", scope.hours, name="deal_scope_hours"),
    path("deals/<int:deal_id>/scope/hours/new/", scope.line_new, name="deal_scope_line_new"),
    path("deals/<int:deal_id>/scope/dates/", scope.dates, name="deal_scope_dates"),
    path("deals/<int:deal_id>/scope/reprice/", scope.reprice, name="deal_scope_reprice"),
    path("deals/<int:deal_id>/scope/freeze/", scope.freeze_it, name="deal_freeze"),
    path("deals/<int:deal_id>/scope/compare/", scope.compare, name="deal_scope_compare"),
    path("deals/<int:deal_id>/price/", price.price, name="deal_price"),
    path("deals/<int:deal_id>/price/discount/", price.discount, name="deal_price_discount"),
    path("deals/<int:deal_id>/price/discount/answer/", price.discount_answer, name="deal_price_discount_answer"),
    path("deals/<int:deal_id>/review/", review.review, name="deal_review"),
    path("deals/<int:deal_id>/review/sessions/new/", review.session_new, name="deal_session_new"),
    path("deals/<int:deal_id>/review/sessions/<int:pk>/", review.session_hold, name="deal_session_hold"),
    path("deals/<int:deal_id>/review/sessions/<int:pk>/start/", review.session_start, name="deal_session_start"),
    path("deals/<int:deal_id>/review/sessions/<int:pk>/there/", review.session_there, name="deal_session_there"),
    path("deals/<int:deal_id>/review/vets/<slug:section>/", vets.vet, name="deal_vet"),
    path("deals/<int:deal_id>/review/answers/<int:pk>/", vets.reply, name="deal_vet_reply"),
    path("deals/<int:deal_id>/review/flags/new/", review.flag_new, name="deal_flag_new"),
    path("deals/<int:deal_id>/review/flags/<int:pk>/reply/", review.flag_reply, name="deal_flag_reply"),
    path("deals/<int:deal_id>/review/flags/<int:pk>/clear/", review.flag_clear, name="deal_flag_clear"),
    path("settings/documents/", templates.settings_documents, name="settings_documents"),
    path("settings/documents/<int:pk>/", templates.file, name="settings_document_file"),
    path("settings/documents/<int:pk>/use/", templates.use, name="settings_document_use"),
    path("settings/documents/built-in/<slug:kind>/", templates.built_in, name="settings_document_built_in"),
    path("settings/documents/example/<slug:kind>/", templates.example, name="settings_document_example"),
]
