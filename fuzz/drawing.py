"""How a hostile request is drawn: from a real form or a real address, with a few things made wrong."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from fuzz.crawling import Ground
from fuzz.reading import PageForm
from tests.hostile.corpora import ELSEWHERE, OWN, naughty, scripts
from tests.test_permissions import ROLES

WHO = (
    *ROLES,
    "client",
    "client",
    "client",
    "carl",
    "carl",
    "staff",
    "stranger",
)  # who has more forms asks more often
METHODS = ("GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "POST", "PUT", "DELETE", "TRACE", "PATCH")
URLENCODED = "application/x-www-form-urlencoded"
CONTENT_TYPES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    f"multipart/form-data; boundary={'b' * 300}",
    "application/json",
    "application/cbor",
    "text/plain",
    "",
    "/;=",
    f"{URLENCODED}; charset=utf-16",
    f"{URLENCODED}; charset=none-such",
    "application/x-www-form-urlencoded\u00ff",
)
# What somebody might add to a form to become more than they are.
GREEDY = (
    "is_staff", "is_superuser", "is_active", "user", "user_id", "learner", "learner_id", "writer_id", "client_id",
    "clinician", "clinician_id", "clinician_state", "state", "key", "pk", "id", "owner", "role", "email", "verified",
    "password", "link", "mark", "source", "keep", "next", "back", "page", "do", "_method", "_save", "action",
)  # fmt: skip
HEADERS = (
    ("HTTP_HOST", "evil.example"),
    ("HTTP_HOST", "testserver\r\nX: y"),
    ("HTTP_HOST", ""),
    ("HTTP_X_FORWARDED_HOST", "evil.example"),
    ("HTTP_X_FORWARDED_PROTO", "https"),
    ("HTTP_X_FORWARDED_FOR", "6.6.6.6, ::1, x"),
    ("HTTP_FORWARDED", "for=evil.example;host=evil.example"),
    ("HTTP_X_ORIGINAL_URL", "/staff/"),
    ("HTTP_X_HTTP_METHOD_OVERRIDE", "DELETE"),
    ("HTTP_REFERER", "https://evil.example/"),
    ("HTTP_REFERER", "//\\[::"),
    ("HTTP_ACCEPT_LANGUAGE", "x" * 3000),
    ("HTTP_ACCEPT_LANGUAGE", ",;q=9,\x00"),
    ("HTTP_ACCEPT", "application/json"),
    ("HTTP_X_REQUESTED_WITH", "XMLHttpRequest"),
    ("HTTP_IF_NONE_MATCH", '"' + "x" * 500),
    ("HTTP_IF_MODIFIED_SINCE", "Sun, 99 Foo 9999 99:99:99 GMT"),
    ("HTTP_RANGE", "bytes=-1,9-1,a-b"),
    ("HTTP_COOKIE", "sessionid=\x00; csrftoken=x"),
    ("HTTP_COOKIE", "sessionid=" + "z" * 5000),
    ("HTTP_COOKIE", ";;=;sessionid;=;"),
    ("HTTP_AUTHORIZATION", "Basic !!!"),
    ("HTTP_AUTHORIZATION", "Bearer \u00ff"),
    ("CONTENT_LENGTH", "-1"),  # one that is too long, or no number, no server passes on
    ("REMOTE_ADDR", "not an address"),
    ("QUERY_STRING", "%ff=%00&a[]=&=&&;"),
)


@dataclass(frozen=True)
class Ask:
    """One request, whole: it can be sent again as it stands."""

    role: str
    method: str
    address: str
    body: bytes = b""
    content_type: str = URLENCODED
    headers: tuple[tuple[str, str], ...] = ()


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """As a form sends it; halves of characters go out as the bytes that no decoder likes."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


values = st.one_of(
    st.sampled_from(OWN),
    st.sampled_from(ELSEWHERE),
    st.sampled_from(naughty()),
    st.sampled_from(scripts()),
    st.text(max_size=30),
    st.integers().map(str),
    st.dates().map(str),
)
headers = st.one_of(
    st.just(()), st.just(()), st.lists(st.sampled_from(HEADERS), min_size=1, max_size=3).map(tuple)
)


def asks(ground: Ground) -> st.SearchStrategy[Ask]:
    sent = _sent_form(ground)
    return st.one_of(sent, sent, sent, sent, _walked(ground), _bent(ground), _garbage(ground))


@st.composite
def _sent_form(draw: st.DrawFn, ground: Ground) -> Ask:
    """A form as it stands on a page, with some fields changed, left out, repeated or added."""
    role = draw(st.sampled_from(WHO))
    own = ground.forms_of(role)
    form: PageForm = draw(st.sampled_from(own if own and draw(st.integers(0, 7)) else ground.all_forms))
    pairs = list(form.fields)
    for _ in range(draw(st.integers(0, 3))):
        pairs = draw(_spoilt(pairs, ground))
    body = encoded(pairs)
    if form.method == "post":
        return Ask(role, "POST", form.action, body, headers=draw(headers))
    return Ask(role, "GET", f"{form.action.partition('?')[0]}?{body.decode()}", headers=draw(headers))


@st.composite
def _spoilt(draw: st.DrawFn, pairs: list[tuple[str, str]], ground: Ground) -> list[tuple[str, str]]:
    at = draw(st.integers(0, max(len(pairs) - 1, 0)))
    how = draw(st.sampled_from(("change", "change", "change", "drop", "double", "greed", "borrow", "rename")))
    if how == "greed" or not pairs:
        return [*pairs, (draw(st.sampled_from(GREEDY)), draw(values))]
    if how == "borrow":
        return [*pairs, (draw(st.sampled_from(list(ground.parameters))), draw(values))]
    before, (name, value), after = pairs[:at], pairs[at], pairs[at + 1 :]
    if how == "drop":
        return [*before, *after]
    if how == "double":
        return [*pairs, (name, draw(values))]
    if how == "rename":
        return [*before, (draw(values), value), *after]
    return [*before, (name, draw(values)), *after]


@st.composite
def _walked(draw: st.DrawFn, ground: Ground) -> Ask:
    """Any address by any method, with parameters that some page knows."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(list(ground.parameters)), values), max_size=3))
    address, method = draw(st.sampled_from(list(ground.addresses))), draw(st.sampled_from(METHODS))
    query = f"?{encoded(pairs).decode()}" if pairs and draw(st.booleans()) else ""
    body = b"" if method in {"GET", "HEAD", "OPTIONS", "TRACE"} else encoded(pairs)
    return Ask(draw(st.sampled_from(WHO)), method, address + query, body, headers=draw(headers))


@st.composite
def _bent(draw: st.DrawFn, ground: Ground) -> Ask:
    """An address with one of its parts replaced: a number, a key, a token, a name."""
    address = draw(st.sampled_from(list(ground.addresses)))
    parts = address.split("/")
    at = draw(st.integers(1, max(len(parts) - 1, 1)))
    parts[at : at + 1] = [_quoted(draw(values))]
    method = draw(st.sampled_from(METHODS))
    return Ask(draw(st.sampled_from(WHO)), method, "/".join(parts)[:6000], headers=draw(headers))


@st.composite
def _garbage(draw: st.DrawFn, ground: Ground) -> Ask:
    """A body that is not what it says it is."""
    form: PageForm = draw(st.sampled_from(ground.all_forms))
    body = draw(
        st.one_of(
            st.binary(max_size=200),
            st.just(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'),
            st.just(
                b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../a"\r\n\r\nb\r\n--x--\r\n'
            ),
            st.just(
                b"--x\r\nContent-Disposition: form-data\r\nContent-Transfer-Encoding: base64\r\n\r\n=\r\n--x--"
            ),
            st.just(b"&".join(b"a=1" for _ in range(1200))),
            st.just(encoded(list(form.fields))),
            st.just(b'{"a": ' * 500),
        )
    )
    content_type = draw(st.sampled_from((*CONTENT_TYPES, URLENCODED)))
    return Ask(draw(st.sampled_from(WHO)), "POST", form.action, body, content_type, draw(headers))
