"""Logs carry keys: never an address, never what somebody wrote."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
import structlog

from common import logs

ADDRESSES = ["ada@example.org", "Ada.Lind+x@mail.example.co.uk", "<ada@example.org>", "ädä@exämple.org"]


@pytest.fixture(params=[True, False], ids=["production", "local"])
def log(request: pytest.FixtureRequest) -> io.StringIO:
    """The product's own formatter, writing where we can read it."""
    config = logs.config(production=request.param, level="INFO")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    plain = dict(config["formatters"]["plain"])
    handler.setFormatter(plain.pop("()")(**plain))
    logger = logging.getLogger("tests.logs")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    return stream


def test_a_row_that_the_database_quotes_in_its_error_is_cut(log: io.StringIO):
    try:
        raise ValueError("duplicate key\nDETAIL:  Key (learner_id, about)=(7, partner) already exists.\n")
    except ValueError:
        logging.getLogger("tests.logs").exception("failed")
    assert "partner" not in log.getvalue()
    assert "duplicate key" in log.getvalue()


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_blanked_wherever_they_appear(address: str, log: io.StringIO):
    logger = logging.getLogger("tests.logs")
    logger.info("mail to %s refused", address)
    logger.info("refused", extra={"recipient": address})
    structlog.stdlib.get_logger("tests.logs").info("refused", to=f"x {address} y")
    written = log.getvalue()
    assert written.count("[address]") == 3
    assert "@" not in written


def test_addresses_inside_lists_and_dictionaries_are_blanked_too(log: io.StringIO):
    logging.getLogger("tests.logs").info(
        "refused", extra={"all": ["ada@example.org", {"to": "eva@example.org"}]}
    )
    assert "@" not in log.getvalue()


def test_a_traceback_shows_lines_and_no_values(log: io.StringIO):
    diary = " ".join(["dear", "diary"])
    try:
        _fails(diary)
    except ValueError:
        logging.getLogger("tests.logs").exception("a page failed")
    written = log.getvalue()
    assert "ValueError" in written
    assert "_fails" in written
    assert diary not in written


def _fails(words: Any) -> None:
    raise ValueError(len(words))


def test_an_address_inside_an_error_is_blanked(log: io.StringIO):
    """PostgreSQL says: Key (email)=(ada@example.org) already exists."""
    try:
        raise ValueError(f"Key (email)=({ADDRESSES[0]}) already exists.")
    except ValueError:
        logging.getLogger("tests.logs").exception("a page failed")
    assert "already exists" in log.getvalue()
    assert "@" not in log.getvalue()


def test_production_writes_one_json_object_a_line():
    processors = logs.config(production=True, level="INFO")["formatters"]["plain"]["processors"]
    rendered = processors[-1](None, "info", {"event": "x", "level": "info"})
    assert json.loads(rendered) == {"event": "x", "level": "info"}


def test_a_moment_in_the_log_is_in_utc():
    line: dict[str, object] = {"event": "x"}
    for processor in logs.SHARED:
        line = processor(None, "info", line)
    assert str(line["timestamp"]).endswith("Z")
