"""For a request that came by letter: delete somebody's account for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from common.errors import RuleBroken
from privacy.services import delete_account, finish_leavings


class Command(BaseCommand):
    help = (
        "Delete an account and everything of it, as its owner asked in writing. There is no way back. Make sure first "
        "who asks. The record keeps, under random keys, that it was done and by whom."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="The address of the account.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who on the staff does this.")
        parser.add_argument("--yes", action="store_true", help="Do not ask again.")

    def handle(self, *args: Any, email: str, by: str, yes: bool, **options: Any) -> None:
        people = User.objects.get_queryset()
        actor = people.with_address(by).standing_staff().first()
        if actor is None:
            raise CommandError("--by must be the address of somebody on the staff.")
        person = people.with_address(email).first()
        if person is None:
            raise CommandError("Nobody here has this address.")
        if not yes and input("This cannot be undone. Type “delete” to go on: ") != "delete":
            raise CommandError("Nothing was deleted.")
        try:
            delete_account(user=person, actor=actor, now=timezone.now())
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        finish_leavings(now=timezone.now())
        self.stdout.write(f"Deleted, and written to the record under {person.audit_key}.")
