"""Helpers that start the real product: processes, servers, and a way to wait for them."""

from tests.processes.product import Running, product_env, start_beat, start_worker
from tests.processes.smtp import Accepted, Smtp
from tests.processes.waiting import eventually

__all__ = ["Accepted", "Running", "Smtp", "eventually", "product_env", "start_beat", "start_worker"]
