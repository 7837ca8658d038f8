"""Somebody with a browser that knows nothing but forms and cookies."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.processes.notebook import APP_KEY

Fields = dict[str, str | list[str]]
CHOSEN = {"checkbox", "radio", "submit"}  # what sends nothing by itself


@dataclass
class Answer:
    status: int
    url: str
    text: str
    content: bytes


@dataclass
class PageForm:
    action: str
    autosave: str
    fields: Fields = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self.open: PageForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = PageForm(given.get("action", ""), given.get("data-autosave", ""))
            self.found.append(self.open)
        elif tag in {"input", "button", "textarea"} and self.open and "name" in given:
            self.open.names.add(given["name"])
            if tag == "input" and given.get("type") not in CHOSEN:
                self.open.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


class Person:
    """One browser at one product."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(urljoin(self.url, path)))

    def post(self, path: str, fields: Fields) -> Answer:
        address = urljoin(self.url, path)
        body = urlencode(fields, doseq=True).encode()
        return self._ask(urllib.request.Request(address, data=body, headers={"Referer": address}))

    def form(self, path: str, *, having: str = "") -> PageForm:
        """The form of a page that has this control, with what it would send by itself."""
        page = self.get(path)
        parser = _Forms()
        parser.feed(page.text)
        for form in parser.found:
            if not having or having in form.names:
                form.action = urljoin(page.url, form.action or page.url)
                return form
        raise AssertionError(f"{page.url} has no form with {having}: {page.status}")

    def send(self, path: str, *, having: str = "", **fields: str | list[str]) -> Answer:
        """Fill in the form of a page and press its button."""
        form = self.form(path, having=having)
        return self.post(form.action, {**form.fields, **fields})

    def sign_in(self, email: str, password: str) -> None:
        came = self.send("/account/login/", having="login", login=email, password=password)
        for later in (0, 1):  # this half minute's code may be used already; the next one counts, too
            if came.url.endswith("/2fa/authenticate/"):
                code = format_hotp_value(hotp_value(APP_KEY, int(time.time()) // 30 + later))
                came = self.send(came.url, having="code", code=code)
        assert "/account/login/" not in came.url, "Signing in did not work."
        assert "/2fa/" not in came.url, "The second step did not work."

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=30) as answer:
                content = answer.read()
                return Answer(answer.status, answer.url, content.decode(errors="replace"), content)
        except urllib.error.HTTPError as error:
            content = error.read()
            return Answer(error.code, error.url or "", content.decode(errors="replace"), content)
