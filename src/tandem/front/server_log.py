"""What the web server itself says, in the log's own shape: its lines name addresses too."""

from typing import Any

from gunicorn.glogging import Logger

from tandem.web.watch import formatter


class ServerLog(Logger):
    """For gunicorn's --logger-class."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())
