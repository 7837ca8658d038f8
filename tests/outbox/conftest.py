"""A mail server on loopback and the settings that lead to it."""

import pytest

from tools.smtp import Smtp


@pytest.fixture(params=["one by one", "at once"])
def smtp(settings, request):
    """Both dialogues: with a server that wants each command answered, and with one that takes several at once."""
    with Smtp(offers=("PIPELINING",) if request.param == "at once" else ()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_TIMEOUT = 5
        yield server
