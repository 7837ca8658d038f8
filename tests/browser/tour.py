"""Every page of the product, one line each. A new template needs a line here, or a stated exemption."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.conftest import PASSWORD, Product

SAM, QUIET, NOOR = "sam@example.org", "quiet@example.org", "noor@example.org"
FINISHED = "finished@example.org"
AMARA, STAFF = "amara@example.org", "staff@example.org"
BACK = "back@example.org"  # a clinician again, after a suspension
CLINICIANS = {AMARA, BACK}
LATE = "leaver@example.org"
CAREFUL = "careful@example.org"  # about to set up a second step
Act = Callable[[Page, Product, dict[str, Any]], None]


@dataclass(frozen=True)
class Stop:
    """A page to look at: its template, how to get there, as whom, and the heading that proves it is the one."""

    name: str
    template: str
    path: str
    heading: str
    who: str = ""
    act: Act | None = None

    def visit(self, page: Page, product: Product, scene: dict[str, Any]) -> None:
        if not self.who:
            page.context.clear_cookies()  # an account half made by the stop before would lead elsewhere
        page.goto(self.path.format(**scene))
        if self.act:
            self.act(page, product, scene)


def tick(box: Locator) -> None:
    box.focus()
    box.press("Space")


def press(name: str) -> Act:
    def act(page: Page, *_: object) -> None:
        # A press may save first what was typed, and leave the page a moment later.
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name=name).first.click()

    return act


def ask_for_code(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_label("Email").fill(NOOR)
    press("Send the code")(page, product, scene)


def ask_for_wrong_code(page: Page, product: Product, scene: dict[str, Any]) -> None:
    ask_for_code(page, product, scene)
    page.get_by_role("textbox", name="Code from the email").fill("AAAA-AAAA")
    press("Continue")(page, product, scene)


def sign_up(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_label("Email").fill("passing@example.org")
    page.get_by_label("Password", exact=True).fill("a-lamp-by-the-stairs-7")
    tick(page.get_by_role("checkbox", name=re.compile("18")))
    press("Create account")(page, product, scene)


def type_the_reset_code(page: Page, product: Product, scene: dict[str, Any]) -> None:
    sent = len(product.mails_to(NOOR))
    ask_for_code(page, product, scene)
    page.get_by_role("textbox", name="Code from the email").fill(product.code_for(NOOR, after=sent))
    press("Continue")(page, product, scene)


def look_for_breath(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_role("searchbox").fill("breath")
    press("Find")(page, product, scene)


def say_what_is_loudest(page: Page, product: Product, scene: dict[str, Any]) -> None:
    tick(page.get_by_role("group", name="What is loudest").get_by_role("radio").first)
    press("Show me a way in")(page, product, scene)


def answer_the_check(page: Page, product: Product, scene: dict[str, Any]) -> None:
    for question in page.locator(".block--check").get_by_role("group").all():
        tick(question.get_by_role("radio").first)
    press("Check my answers")(page, product, scene)


def answer_about_a_parent(page: Page, product: Product, scene: dict[str, Any]) -> None:
    tick(page.get_by_role("radio", name="A parent or someone who raised me"))
    for agreement in page.get_by_role("checkbox").all():
        tick(agreement)
    press("Begin")(page, product, scene)


def open_the_first_course(page: Page, *_: object) -> None:
    page.locator(".fold > summary").first.click()
    page.locator(".fold[open] .expander > summary").first.click()


def open_all(page: Page, *_: object) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def open_both(page: Page, *_: object) -> None:
    for summary in page.locator(".fold > summary").all():
        summary.click()


def suggest_and_look(page: Page, product: Product, scene: dict[str, Any]) -> None:
    open_the_first_course(page)
    tick(page.get_by_role("checkbox").first)
    press("See what they would see")(page, product, scene)


def write_a_wrong_number(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_role("spinbutton").first.fill("99")
    press("Save")(page, product, scene)


def say_eight(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_role("spinbutton", name="How stirred up is your body now?").fill("8")
    press("Go on")(page, product, scene)


def still_me(page: Page, *_: object) -> None:
    """Whoever signed in a while ago is asked once more."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button").first.click()


def close_unsure(page: Page, product: Product, scene: dict[str, Any]) -> None:
    still_me(page)
    press("Delete for good")(page, product, scene)


def open_the_newest_mail(page: Page, *_: object) -> None:
    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()


def lose_the_cookies(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.context.clear_cookies()
    press("Send the code")(page, product, scene)


def send_without_a_visit(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_label("What we call you").fill("Sam of the lake")
    page.context.clear_cookies(name="sessionid")
    press("Save")(page, product, scene)


def look_for_a_word(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_role("main").get_by_label("Words to look for").fill("river")
    press("Search")(page, product, scene)


def look_for_nothing(page: Page, *_: object) -> None:
    page.get_by_role("main").get_by_label("Words to look for").fill("zeppelin")
    press("Search")(page, *_)


def pause_in_the_past(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_label("No notes before").fill("2020-01-01")
    press("Save")(page, product, scene)


def open_every_group(page: Page, *_: object) -> None:
    for summary in page.locator(".groups summary").all():
        summary.click()


def say_the_password(page: Page, product: Product, scene: dict[str, Any]) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press("Continue")(page, product, scene)


def look_for_nobody(page: Page, *more: Any) -> None:
    page.get_by_label("Find a name or reference").fill("nobody of this name")
    press("Find")(page, *more)


def type_no_code(page: Page, *more: Any) -> None:
    page.get_by_label("The code").fill("BCDF GHJK")
    press("Go on")(page, *more)


def stop_at_the_second_step(page: Page, *_: object) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(AMARA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/2fa/authenticate/")


def type_a_wrong_code(page: Page, *more: Any) -> None:
    stop_at_the_second_step(page)
    page.get_by_label("Code").fill("000000")
    press("Sign in")(page, *more)


def lose_the_second_step(page: Page, *_: object) -> None:
    stop_at_the_second_step(page)
    page.get_by_role("link", name="I have none of these").click()


def say_the_password_if_asked(page: Page, *more: Any) -> None:
    """Once said, it counts for a few minutes."""
    if "reauthenticate" in page.url:
        say_the_password(page, *more)


PUBLIC = [
    Stop("landing", "pages/landing.html", "/", "Learn how you connect"),
    Stop("courses", "courses/catalogue.html", "/c/", "Courses"),
    Stop("words", "courses/words.html", "/c/words/", "Words we use"),
    Stop("find", "courses/find.html", "/c/find/", "Find", act=look_for_breath),
    Stop("what changed", "courses/changed.html", "/c/changes/", "What we changed"),
    Stop("tools", "pages/tools.html", "/tools/", "I need something"),
    Stop("start", "pages/start.html", "/start/", "Where to start", act=say_what_is_loudest),
    Stop("course signed out", "courses/course.html", "{course}", "Closeness and fear"),
    Stop("path signed out", "courses/path.html", "{path}", "The short way"),
    Stop("lesson signed out", "courses/lesson.html", "{lessons[0]}", "What this course is"),
    Stop("worse signed out", "courses/worse.html", "{lessons[0]}feedback/", "Did this lesson leave you"),
    Stop(
        "check looked at signed out", "quizzes/check.html", "{lessons[0]}", "Questions", act=answer_the_check
    ),
    Stop("quiz signed out", "quizzes/start.html", "/q/1/", "Where are you with closeness"),
    Stop("how it works", "pages/how.html", "/how-it-works/", "How"),
    Stop("for clinicians", "clinic/about.html", "/clinic/about/", "For clinicians"),
    Stop("help", "pages/help.html", "/help/", "Help now"),
    Stop("help in a country", "pages/help.html", "/help/?country=GB", "Help now"),
    Stop("safety", "pages/help_safety.html", "/help/safety/", "Safety"),
    Stop("pause", "pages/pause.html", "/pause/", "Pause"),
    Stop("about leave", "pages/leave_explained.html", "/leave/about/", "About the Leave button"),
    Stop("account closed", "privacy/gone.html", "/settings/data/closed/", "Your account is deleted"),
    Stop("staying private", "pages/private.html", "/staying-private/", "private"),
    Stop("evidence", "pages/evidence.html", "/evidence/", "evidence"),
    Stop("privacy", "pages/privacy.html", "/privacy/", "."),
    Stop("accessibility", "pages/accessibility.html", "/accessibility/", "Accessib"),
    Stop("mailbox", "pages/mailbox.html", "/mailbox/", "Mailbox"),
    Stop("mail", "pages/mail.html", "/mailbox/", ".", act=open_the_newest_mail),
    Stop("not found", "404.html", "/nothing-here/", "."),
    Stop("csrf", "403_csrf.html", "/account/login/code/", ".", act=lose_the_cookies),
    Stop("notes signed out", "reminders/wishes.html", "{wishes}", "Pause or stop your notes"),
    Stop("notes paused", "reminders/wishes_done.html", "{wishes}", "paused", act=press("Pause")),
    Stop("invitation signed out", "clinic/invitation.html", "{open}", "Amara Osei invites you"),
    Stop(
        "invitation declined",
        "clinic/invitation_declined.html",
        "{declined}",
        "Not now",
        act=press("Not now"),
    ),
    Stop("invitation closed", "clinic/invitation_closed.html", "/i/gone/", "not open"),
]
ENTRANCE = [
    Stop("sign in", "account/login.html", "/account/login/", "Sign in"),
    Stop("sign in, errors", "account/login.html", "/account/login/", "Sign in", act=press("Sign in")),
    Stop("sign up", "account/signup.html", "/account/signup/", "Create an account"),
    Stop("sign up, errors", "account/signup.html", "/account/signup/", "Create", act=press("Create account")),
    Stop(
        "code after sign-up",
        "account/confirm_email_verification_code.html",
        "/account/signup/",
        ".",
        act=sign_up,
    ),
    Stop(
        "sign up by passkey",
        "account/signup_by_passkey.html",
        "/account/signup/passkey/",
        "Create an account with a passkey",
    ),
    Stop("ask for a code", "account/request_login_code.html", "/account/login/code/", "Sign in with a code"),
    Stop("code", "account/confirm_login_code.html", "/account/login/code/", ".", act=ask_for_code),
    Stop(
        "wrong code", "account/confirm_login_code.html", "/account/login/code/", ".", act=ask_for_wrong_code
    ),
    Stop("reset", "account/password_reset.html", "/account/password/reset/", "Choose a new password"),
    Stop(
        "reset code",
        "account/confirm_password_reset_code.html",
        "/account/password/reset/",
        ".",
        act=ask_for_code,
    ),
    Stop(
        "new password",
        "account/password_reset_from_key.html",
        "/account/password/reset/",
        "password",
        act=type_the_reset_code,
    ),
    Stop("closed account", "account/account_inactive.html", "/account/inactive/", "This account is closed"),
]
LEARNER = [
    Stop("today", "pages/today.html", "/today/", "Sam", SAM),
    Stop("today of somebody new", "pages/today.html", "/today/", ".", QUIET),
    Stop("leave for the first time", "pages/leave_explained.html", "/today/", "About the Leave button", NOOR),
    Stop("course", "courses/course.html", "{course}", "Closeness and fear", SAM),
    Stop("path", "courses/path.html", "{path}", "The short way", SAM),
    Stop("path joined", "courses/pace.html", "{path}", "Choose a pace", FINISHED, press("Join")),
    Stop("path on its way", "courses/path.html", "{path}", "The short way", FINISHED),
    Stop("lesson on a path", "courses/lesson.html", "{on_path}", "Grounding with the senses", SAM),
    Stop("leaving a path", "courses/leave.html", "{path}leave/", "Leave The short way", FINISHED),
    Stop("lesson with a story", "courses/lesson.html", "{lessons[2]}", "Your alarm system", SAM),
    Stop("lesson finished", "courses/lesson.html", "{lessons[1]}", "Choosing your pace", SAM),
    Stop(
        "check with open questions", "quizzes/check.html", "{lessons[4]}", "Questions", SAM, press("Check my")
    ),
    Stop("check answered", "courses/lesson.html", "{lessons[3]}", "Grounding", SAM, answer_the_check),
    Stop(
        "told",
        "courses/worse.html",
        "{lessons[1]}feedback/",
        "Thank you",
        SAM,
        press("Yes, this made things"),
    ),
    Stop("joining", "courses/pace.html", "{course}", "Choose a pace", QUIET, press("Join this course")),
    Stop("pace", "courses/pace.html", "{course}pace/", "Choose a pace", SAM),
    Stop("leaving a course", "courses/leave.html", "{course}leave/", "Leave Closeness and fear", SAM),
    Stop("letter", "courses/letter.html", "{course}letter/", "A letter that you read it", FINISHED),
    Stop("quiz", "quizzes/start.html", "/q/1/", "Where are you with closeness", SAM),
    Stop(
        "quiz about one person",
        "quizzes/careful.html",
        "/q/1/",
        "One question first",
        SAM,
        answer_about_a_parent,
    ),
    Stop("quiz page", "quizzes/page.html", "{sitting}1/", "Where are you with closeness", SAM),
    Stop("quiz, one at a time", "quizzes/page.html", "{sitting}one/2/", "Where are you with closeness", SAM),
    Stop("deleting a sheet", "quizzes/delete_sheet.html", "{sitting}delete/", "Delete these answers", SAM),
    Stop("quiz review", "quizzes/review.html", "{sitting}review/", "Before the result", SAM),
    Stop("result", "quizzes/result.html", "{result}", ".", SAM),
    Stop("result of too few answers", "quizzes/result.html", "{few}", ".", SAM),
    Stop("deleting a result", "quizzes/delete.html", "{result}delete/", "Delete this result", SAM),
    Stop("results", "quizzes/results.html", "/q/", "Results", SAM),
    Stop("no results", "quizzes/results.html", "/q/", "Results", QUIET),
    Stop("check-ins", "journal/checkins.html", "/notebook/check-ins/", "Check-ins", SAM),
    Stop("no check-ins", "journal/checkins.html", "/notebook/check-ins/", "Check-ins", QUIET),
    Stop("notes from me", "journal/notes_from_me.html", "/notebook/from-me/", "Notes from me", SAM),
    Stop("no notes from me", "journal/notes_from_me.html", "/notebook/from-me/", "Notes from me", QUIET),
    Stop(
        "writing a note, errors",
        "journal/note_write.html",
        "/notebook/from-me/write/",
        "A note from me",
        SAM,
        press("Keep and close it"),
    ),
    Stop("note before its day", "journal/note_page.html", "{note}", "A note from me", SAM),
    Stop("note to read", "journal/note_page.html", "{open_note}", "A note from me", SAM),
    Stop("deleting a note", "journal/note_delete.html", "{note}delete/", "Delete this note", SAM),
    Stop("notes", "reminders/settings.html", "/notes/", "Notes by email", SAM),
    Stop("notes, errors", "reminders/settings.html", "/notes/", "Notes by email", SAM, pause_in_the_past),
    Stop("notes paused, signed in", "reminders/settings.html", "/notes/", "Notes by email", QUIET),
    Stop("notes stopped", "reminders/settings.html", "/notes/", "Notes by email", NOOR, press("Stop all")),
    Stop(
        "notes where email is not safe",
        "reminders/settings.html",
        "/notes/",
        "Notes by email",
        NOOR,
        press("Email is not safe"),
    ),
    Stop(
        "notes in a calendar",
        "reminders/settings.html",
        "/notes/",
        "Notes by email",
        FINISHED,
        press("Make an address"),
    ),
    Stop("why notes come", "reminders/why.html", "/notes/why/", "Planned and sent", SAM),
    Stop("no notes yet", "reminders/why.html", "/notes/why/", "Planned and sent", NOOR),
    Stop("notebook", "journal/notebook.html", "/notebook/", "Notebook", SAM),
    Stop("notebook narrowed", "journal/notebook.html", "/notebook/?kind=writing", "Notebook", SAM),
    Stop("notebook of somebody new", "journal/notebook.html", "/notebook/", "Notebook", QUIET),
    Stop("search", "journal/search.html", "/notebook/search/", "Search", SAM, look_for_a_word),
    Stop("search without a hit", "journal/search.html", "/notebook/search/", "Search", SAM, look_for_nothing),
    Stop("exercise alone", "journal/form.html", "/notebook/f/x2/", ".", SAM),
    Stop("exercise with an error", "journal/form.html", "/notebook/f/x2/", ".", SAM, write_a_wrong_number),
    Stop("lesson to print", "courses/lesson.html", "{lessons[1]}?print=notes", "Choosing your pace", SAM),
    Stop("a high body check", "journal/settle_high.html", "{lessons[2]}", "a lot to carry", QUIET, say_eight),
    Stop("feelings", "courses/lesson.html", "{lessons[2]}", "Your alarm system", FINISHED, open_every_group),
    Stop(
        "two texts, and one row more",
        "courses/lesson.html",
        "{lessons[1]}",
        "Choosing your pace",
        FINISHED,
        press("Add a row"),
    ),
    Stop("entry with two texts", "journal/entry.html", "{torn}", "Your zones", FINISHED),
    Stop("entry", "journal/entry.html", "{entry}", "Trace a jolt", SAM),
    Stop("changing an entry", "journal/entry_edit.html", "{entry}edit/", "Trace a jolt", SAM),
    Stop("deleting an entry", "journal/entry_delete.html", "{entry}delete/", "Delete this entry", SAM),
    Stop("victories", "journal/victories.html", "/notebook/victories/", "Small victories", SAM),
    Stop("no victories", "journal/victories.html", "/notebook/victories/", "Small victories", QUIET),
    Stop("printing", "journal/print.html", "/notebook/print/?show=yes&questions=yes", "Notes", SAM),
    Stop("asked for the password", "account/reauthenticate.html", "/notebook/export/", "still you", QUIET),
    Stop("a copy as a file", "journal/export.html", "/notebook/export/", "A copy", SAM, say_the_password),
    Stop("pocket card", "journal/card.html", "/notebook/card/", "Pocket card", SAM),
    Stop("sentences to hand over", "journal/hand.html", "/notebook/card/hand/", "Show one sentence", SAM),
    Stop(
        "sentence handed over",
        "journal/hand_shown.html",
        "/notebook/card/hand/",
        "Please stay near",
        SAM,
        press("I can’t speak"),
    ),
    Stop("fold", "journal/fold.html", "/notebook/card/fold/", "Fold it from paper", SAM),
    Stop("settings", "accounts/settings.html", "/settings/", "Settings", SAM),
    Stop("where signed in", "accounts/visits.html", "/settings/visits/", "Where you are signed in", SAM),
    Stop("agreement", "accounts/agreement.html", "/settings/agreement/", "What you agree to", SAM),
    Stop(
        "sent too late",
        "accounts/not_saved.html",
        "/settings/",
        "You have been signed out",
        LATE,
        send_without_a_visit,
    ),
    Stop("your data", "privacy/data.html", "/settings/data/", "Your data", SAM),
    Stop("record", "privacy/record.html", "/settings/data/record/", "What was done with your data", SAM),
    Stop("close", "privacy/leave.html", "/settings/data/close/", "Delete your account", SAM, still_me),
    Stop(
        "close, errors",
        "privacy/leave.html",
        "/settings/data/close/",
        "Delete your account",
        SAM,
        close_unsure,
    ),
    Stop("new address", "account/email_change.html", "/account/email/", "Change your email address", SAM),
    Stop(
        "new password, signed in",
        "account/password_change.html",
        "/account/password/change/",
        "password",
        SAM,
    ),
    Stop("sign out", "account/logout.html", "/account/logout/", "Sign out", SAM),
    Stop("sharing", "clinic/sharing.html", "/sharing/", "What you share", SAM),
    Stop("a request that waits", "clinic/sharing.html", "/sharing/", "What you share", QUIET),
    Stop("a request that waits, today", "pages/today.html", "/today/", ".", QUIET),
    Stop("sharing nothing", "clinic/sharing.html", "/sharing/", "What you share", FINISHED),
    Stop("one connection", "clinic/sharing_connection.html", "{connection}", "Amara Osei", SAM),
    Stop("what may they see", "clinic/sharing_kinds.html", "{connection}kinds/", "What may Amara", SAM),
    Stop("looks", "clinic/sharing_looks.html", "{connection}looks/", "When they looked", SAM),
    Stop("asking for contact", "clinic/contact.html", "{connection}contact/", "Ask Amara Osei", SAM),
    Stop("code", "clinic/invitation_code.html", "/sharing/code/", "I have a code", NOOR),
    Stop("wrong code", "clinic/invitation_code.html", "/sharing/code/", "I have", NOOR, type_no_code),
    Stop("showing a page", "clinic/show_entry.html", "{show}", "Show this to a clinician", SAM),
    Stop("nobody to show a page to", "clinic/show_entry.html", "{show_torn}", "Show this", FINISHED),
    Stop("bringing a result", "clinic/bring_result.html", "{bring}", "Bring this to our session", SAM),
    Stop("ending a connection", "clinic/end_as_client.html", "{end_as_client}", "End the connection", SAM),
    Stop("invitation", "clinic/invitation.html", "{open}", "Amara Osei invites you", NOOR),
    Stop("mailbox, signed in", "pages/mailbox.html", "/mailbox/", "Mailbox", SAM),
    Stop("not found, signed in", "404.html", "/c/77/", ".", SAM),
]
SECOND_STEP = [
    Stop("second step", "mfa/authenticate.html", "/", "The second step", act=stop_at_the_second_step),
    Stop("second step, wrong code", "mfa/authenticate.html", "/", "second step", act=type_a_wrong_code),
    Stop("lost step", "accounts/lost_step.html", "/", "Without the second step", act=lose_the_second_step),
    Stop("stopping a way back", "accounts/stop_reset.html", "{stop_reset}", "Was this not you"),
    Stop("way back stopped", "accounts/reset_stopped.html", "{stop_reset}", "Stopped", act=press("Stop it")),
    Stop("nothing to stop", "accounts/reset_over.html", "/account/keep/x/", "nothing to stop"),
    Stop("code of the examples", "pages/code.html", "/mailbox/code/", "Code of the example people"),
    Stop("why a second step", "accounts/second_step.html", "/settings/second-step/", "second step", CAREFUL),
    Stop("second step, none yet", "mfa/index.html", "/account/2fa/", "A second step", CAREFUL),
    Stop(
        "setting up an app",
        "mfa/totp/activate_form.html",
        "/account/2fa/totp/activate/",
        "Set up an app",
        CAREFUL,
        say_the_password_if_asked,
    ),
    Stop(
        "adding a passkey",
        "mfa/webauthn/add_form.html",
        "/account/2fa/webauthn/add/",
        "Add a passkey",
        CAREFUL,
        say_the_password_if_asked,
    ),
    Stop("second step, in use", "mfa/index.html", "/account/2fa/", "A second step", AMARA),
    Stop("asking to be a clinician", "accounts/clinician.html", "/settings/profession/", "Become", CAREFUL),
    Stop(
        "asking, errors",
        "accounts/clinician.html",
        "/settings/profession/",
        "Become a clinician",
        CAREFUL,
        press("Send"),
    ),
    Stop("verified clinician", "accounts/clinician.html", "/settings/profession/", "You are", AMARA),
]
CLINICIAN = [
    Stop("clients", "clinic/clients.html", "/clinic/", "Clients", AMARA),
    Stop("client", "clinic/client.html", "{client}", "Sam R.", AMARA),
    Stop("client, unfolded", "clinic/client.html", "{client}", "Sam R.", AMARA, open_all),
    Stop("client who is asked again", "clinic/client.html", "{waiting_client}", "A.", BACK),
    Stop("asked again, today", "pages/today.html", "/today/", ".", "asked-again@example.org"),
    Stop(
        "asked again, sharing",
        "clinic/sharing_connection.html",
        "{asked_connection}",
        "Bo",
        "asked-again@example.org",
    ),
    Stop("asked again", "clinic/sharing_kinds.html", "{asked_again}", "Bo", "asked-again@example.org"),
    Stop("client who shares nothing", "clinic/client.html", "{silent_client}", "Q.", AMARA),
    Stop(
        "clients, none asked for", "clinic/clients.html", "/clinic/?show=nothing&order=next", "Clients", AMARA
    ),
    Stop("clients, looked for", "clinic/clients.html", "/clinic/", "Clients", AMARA, look_for_nobody),
    Stop("day by day", "clinic/timeline.html", "{client}days/", "Day by day", AMARA),
    Stop("a client's results", "clinic/results.html", "{client}results/", "Results", AMARA),
    Stop("a client's result", "clinic/result.html", "{shared_result}", ".", AMARA),
    Stop("a marked page", "clinic/shared_entry.html", "{shared_page}", "Trace a jolt", AMARA),
    Stop("a client's check-ins", "clinic/shared_check_ins.html", "{client}check-ins/", "Check-ins", AMARA),
    Stop("summary to print", "clinic/summary.html", "{client}summary/", "Sam R.", AMARA),
    Stop("assign", "clinic/assign.html", "{client}assign/", "Suggest something", AMARA),
    Stop("assign to several", "clinic/assign_several.html", "/clinic/assign/", "several clients", AMARA),
    Stop(
        "copy suggestions",
        "clinic/copy_suggestions.html",
        "{client}assigned/copy/",
        "Copy suggestions",
        AMARA,
    ),
    Stop("keep as a plan", "clinic/keep_as_plan.html", "{client}assigned/plan/", "Keep as a plan", AMARA),
    Stop("a short line", "clinic/nudge.html", "{client}nudge/", "A short line", AMARA),
    Stop("plans", "clinic/plans.html", "/clinic/plans/", "Plans", AMARA),
    Stop("plan", "clinic/plan.html", "{plan}", "First four weeks", AMARA),
    Stop("steps to add", "clinic/plan_add.html", "{plan}add/", "Add steps", AMARA),
    Stop("a step", "clinic/plan_step.html", "{step}", ".", AMARA),
    Stop("a plan to use", "clinic/plan_use.html", "{plan}use/", "Use", AMARA),
    Stop("a plan to delete", "clinic/plan_delete.html", "{plan}delete/", "Delete the plan", AMARA),
    Stop("library for clinicians", "clinic/library.html", "/clinic/library/", "Library", AMARA),
    Stop(
        "library, opened", "clinic/library.html", "/clinic/library/", "Library", AMARA, open_the_first_course
    ),
    Stop("assign, opened", "clinic/assign.html", "{client}assign/", "Suggest", AMARA, open_the_first_course),
    Stop(
        "assign, errors", "clinic/assign.html", "{silent_client}assign/", "Suggest", AMARA, press("Suggest")
    ),
    Stop(
        "assign, preview", "clinic/assign.html", "{silent_client}assign/", "Suggest", AMARA, suggest_and_look
    ),
    Stop("invite, opened", "clinic/invite.html", "/clinic/invite/", "Invite", AMARA, open_both),
    Stop("a code to say", "clinic/invite_code.html", "{spoken}", "A code for Kim", AMARA),
    Stop("what clients read", "clinic/profile.html", "/clinic/account/", "What your clients read", AMARA),
    Stop("invite, errors", "clinic/invite.html", "/clinic/invite/", "Invite", AMARA, press("Invite")),
    Stop("own invitation", "clinic/invitation.html", "{open}", "Amara Osei invites you", AMARA),
    Stop("ending as clinician", "clinic/end.html", "{client}end/", "End the connection", AMARA),
]
AUTHOR = [
    Stop("preview", "courses/preview.html", "/preview/", "Preview", STAFF),
    Stop("lesson preview", "courses/lesson.html", "{preview}", "Choosing your pace", STAFF),
]
STOPS = [*PUBLIC, *ENTRANCE, *LEARNER, *SECOND_STEP, *CLINICIAN, *AUTHOR]

NOT_VISITED = {
    "account/password_reset_from_key_done.html": "signs in and goes on to Today; shown only to other set-ups",
    "account/password_set.html": "for whoever came by a passkey: judged in tests/browser/test_second_step.py",
    "accounts/late.html": "after a visit has ended by itself: judged in tests/browser/test_visits.py",
    "account/signup_closed.html": "sign-up is open here",
    "account/verified_email_required.html": "nobody gets in without a verified address",
    **dict.fromkeys(
        (
            "mfa/reauthenticate.html",
            "mfa/recovery_codes/generate.html",
            "mfa/recovery_codes/index.html",
            "mfa/totp/deactivate_form.html",
            "mfa/webauthn/authenticator_confirm_delete.html",
            "mfa/webauthn/edit_form.html",
            "mfa/webauthn/reauthenticate.html",
            "mfa/webauthn/signup_form.html",
        ),
        "asks for a fresh code or a passkey: judged in tests/browser/test_second_step.py",
    ),
    "accounts/staff/request.html": "in the admin's own frame, whose looks are Django's",
    "accounts/staff/reset.html": "in the admin's own frame, whose looks are Django's",
    "courses/retired.html": "nothing is retired in the library of today",
}
PARTS = re.compile(
    r"^(account/base_.*|clinic/base_.*|clinic/parts/.*|.*/emails/.*|(emails|components|allauth)/.*|"
    r"courses/(back|check_preview|facts|find_form|problems|reasons|return_question|row)\.html|quizzes/(bars|bonds|change|check_form|check_questions|download_all|downloads|ground|marks|means|numbers|plane)\.html|"
    r"journal/(fields/.*|checkin_form|controls|trend|exercise_.*|card_offer|fold_step|entry_fields|notebook_tabs|pager|settle)\.html)$"
)
