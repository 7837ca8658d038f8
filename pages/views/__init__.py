"""Home, help, leaving, health: the pages that look at everything. One module per reason to come."""

from pages.views.errors import bad_request, csrf_failure, not_found, server_error

__all__ = ["bad_request", "csrf_failure", "not_found", "server_error"]
