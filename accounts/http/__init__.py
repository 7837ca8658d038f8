"""Per-request facts about the person, what every page shows, what is sent too late; and the guarded doors.

Doors in front of views, each the outermost decorator but for `never_cache`:

- `clinicians_only`, `staff_only`: verified, or on the staff, and here with a second step; else 404, or the way to one.
- `confirmed_only`: anybody who signed in, or showed again that it is them, within the last five minutes
  (ACCOUNT_REAUTHENTICATION_TIMEOUT): by password, or by the second step if they have one. For what leaves the house or
  cannot be taken back: export, erasure, sharing more. On the page with the button as well as on what it posts to:

      @never_cache
      @confirmed_only
      @require_http_methods(["GET", "HEAD", "POST"])
      def download(request: UserRequest) -> HttpResponse: ...

  Everybody else answers "Is it still you?" and goes on where they were; what they had posted is done then, once, by
  allauth. A view that needs it for some posts only calls `confirm(request)` before it acts.
  Taking something back (a consent, a share, a link) never stands behind it.
"""

from accounts.http.doors import UserRequest, clinicians_only, confirm, confirmed_only, staff_only
from accounts.http.late import sent_from_here
from accounts.http.pace import EvenPaceMiddleware
from accounts.http.people import PersonMiddleware, page_context
from accounts.http.signing_in import SignInMiddleware

__all__ = [
    "EvenPaceMiddleware",
    "PersonMiddleware",
    "SignInMiddleware",
    "UserRequest",
    "clinicians_only",
    "confirm",
    "confirmed_only",
    "page_context",
    "sent_from_here",
    "staff_only",
]
