"""An S3-compatible store. Imported only where FILES names one: its client is large."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

TRIES, SECONDS = 4, 20


class InS3(S3Storage):
    """As django-storages has it, with what stores that aren't Amazon's take: checksums where they're asked for only."""

    def get_default_settings(self) -> dict[str, Any]:
        given = super().get_default_settings()
        wanted: Any = {
            "s3": {"addressing_style": self._own("addressing_style", "auto")},
            "signature_version": "s3v4",
            "retries": {"max_attempts": TRIES, "mode": "standard"},
            "connect_timeout": SECONDS,
            "read_timeout": SECONDS,
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
        given["client_config"] = Config(**wanted)
        return given

    def _own(self, name: str, otherwise: str) -> str:
        return getattr(self, "_given", {}).get(name, otherwise)

    def __init__(self, **given: Any) -> None:
        self._given = given
        super().__init__(**given)
