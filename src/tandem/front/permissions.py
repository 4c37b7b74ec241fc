"""The whole permission table: role x URL x method, put together from each package's own."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from tandem.front.deal.permissions import TABLE as DEAL
from tandem.people.permissions import ADMIN, ANYBODY, BOTH_SIDES, DELIVERERS, EVERYONE, LEADERS, Table

NOBODY: frozenset[str] = frozenset()

OWN: Table = {
    "healthz": {"GET": ANYBODY},
    "readyz": {"GET": ANYBODY},
    "handoff_accept": {"POST": DELIVERERS},
    "project_start": {"POST": DELIVERERS},
    "account_login": {"GET": ANYBODY, "POST": ANYBODY},
    "account_logout": {"GET": ANYBODY, "POST": ANYBODY},
    "account_signup": {"GET": ANYBODY, "POST": ANYBODY},
    "account_inactive": {"GET": ANYBODY},
    "account_reset_password": {"GET": ANYBODY, "POST": ANYBODY},
    "account_reset_password_done": {"GET": ANYBODY},
    "account_reset_password_from_key": {"GET": ANYBODY, "POST": ANYBODY},
    "account_reset_password_from_key_done": {"GET": ANYBODY},
    "account_confirm_login_code": {"GET": ANYBODY, "POST": ANYBODY},
    "account_email_verification_sent": {"GET": ANYBODY},
    "account_confirm_email": {"GET": ANYBODY, "POST": ANYBODY},
    "mfa_authenticate": {"GET": ANYBODY, "POST": ANYBODY},
    "account_email": {"GET": NOBODY, "POST": NOBODY},  # addresses are the firm's to change
    "account_change_password": {"GET": EVERYONE, "POST": EVERYONE},
    "account_set_password": {"GET": EVERYONE, "POST": EVERYONE},
    "account_reauthenticate": {"GET": EVERYONE, "POST": EVERYONE},
    "mfa_index": {"GET": EVERYONE},
    "mfa_reauthenticate": {"GET": EVERYONE, "POST": EVERYONE},
    "mfa_activate_totp": {"GET": EVERYONE, "POST": EVERYONE},
    "mfa_deactivate_totp": {"GET": EVERYONE, "POST": EVERYONE},
    "mfa_view_recovery_codes": {"GET": EVERYONE},
    "mfa_generate_recovery_codes": {"GET": EVERYONE, "POST": EVERYONE},
    "mfa_download_recovery_codes": {"GET": EVERYONE},
    "look": {"GET": ANYBODY},
    "help_keys": {"GET": EVERYONE, "POST": EVERYONE},
    "settings": {"GET": EVERYONE},
    "patterns": {"GET": LEADERS},
    "inbox_home": {"GET": EVERYONE},
    "inbox": {"GET": EVERYONE},
    "inbox_item": {"GET": EVERYONE},
    "inbox_later": {"POST": EVERYONE},
    "inbox_give": {"GET": EVERYONE, "POST": EVERYONE},
    "inbox_nudge": {"POST": EVERYONE},
    "search": {"GET": EVERYONE},
    "project_surprises": {"GET": EVERYONE},
    "clients": {"GET": EVERYONE},
    "client": {"GET": EVERYONE},
    "catalogue": {"GET": EVERYONE},
    "offering": {"GET": EVERYONE},
    "icp": {"GET": EVERYONE},
    "settings_schedule": {"GET": LEADERS | {ADMIN}},
    "settings_schedule_allow": {"POST": LEADERS | {ADMIN}},
    "settings_words": {"GET": EVERYONE},
    "settings_word_new": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "settings_word": {"GET": BOTH_SIDES, "POST": BOTH_SIDES},
    "settings_word_retire": {"POST": BOTH_SIDES},
    "icp_draft": {"GET": BOTH_SIDES},
    "icp_drop": {"POST": BOTH_SIDES},
    "icp_publish": {"GET": BOTH_SIDES, "POST": LEADERS},
    "waivers": {"GET": EVERYONE},
    **DEAL,
}


def whole() -> Table:
    """Every package's rows. A name in two packages is a mistake.

    Raises:
        ValueError: two packages claim one URL name.
    """
    rows = dict(OWN)
    for package in settings.PACKAGES:
        name = f"tandem.{package}.permissions"
        if package in ("front", "people") or find_spec(name) is None:
            continue
        for url, methods in import_module(name).TABLE.items():
            if url in rows:
                raise ValueError(f"Two packages say who may use {url}.")
            rows[url] = methods
    return rows
