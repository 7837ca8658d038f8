"""Logs that carry keys and never names, addresses or words a person wrote."""

import re
from typing import Any

import structlog

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
# A link with a token lets whoever holds it act: /i/…, /notes/u/…. Also where it stands as `next`.
TOKEN = re.compile(r"((?:/|%2F)[iu](?:/|%2F))[^/%\s'\"&?]{16,}", re.IGNORECASE)

# PostgreSQL quotes the failing row in its errors.
DETAIL = re.compile(r"DETAIL:[^\n]*")


def redact(_: Any, __: str, event: Any) -> Any:
    """Blank anything that looks like an email address or the token of a link, however deep it lies."""
    return {key: _redacted(value) for key, value in event.items()}


def _redacted(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {_redacted(key): _redacted(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_redacted(part) for part in value]
    words = value if isinstance(value, str) else repr(value)  # Django hands over whole requests
    return TOKEN.sub(r"\1[token]", ADDRESS.sub("[address]", DETAIL.sub("DETAIL: [cut]", words)))


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def config(*, production: bool, level: str) -> dict[str, Any]:
    # show_locals stays off: a traceback with local variables would print what people wrote.
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if production
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    # Tracebacks become text before addresses are blanked: databases quote values in their errors.
    tracebacks = (
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        )
        if production
        else structlog.processors.format_exc_info
    )
    processors = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        tracebacks,
        redact,
        renderer,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": processors,
                "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder()],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django_structlog": {"level": "WARNING"},
            "allauth": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},  # warns that the embedded broker has no host name
        },
    }


def configure_structlog() -> None:
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.filter_by_level,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
