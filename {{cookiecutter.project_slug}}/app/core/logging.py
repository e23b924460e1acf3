"""One line for each event: JSON for machines, colours for people."""

import logging
import sys
from typing import Any

import orjson
import structlog
from structlog.typing import Processor

from app.core.config import Settings

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logging(settings: Settings) -> None:
    """Send the service's own events and those of libraries the same way."""
    console = settings.environment != "production"
    if settings.log_format is not None:
        console = settings.log_format == "console"
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[*_SHARED, *(_for_people() if console else _for_machines())],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory()
        if console
        else structlog.BytesLoggerFactory(),
        cache_logger_on_first_use=settings.environment != "test",
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(_for_people() if console else [*_for_machines()[:-1], _json_text]),
            ],
            foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(level)
    # Our own line for each request says more, for half the price.
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False


def _for_people() -> list[Processor]:
    plain = structlog.dev.plain_traceback  # others show local variables: secrets
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), pad_event_to=0, exception_formatter=plain
        )
    ]


def _for_machines() -> list[Processor]:
    frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(frames),
        structlog.processors.JSONRenderer(serializer=_json),
    ]


def _json(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=str)


def _json_text(_logger: Any, _name: str, event: Any) -> str:
    return _json(event).decode()
