"""Tokens that nobody may come in with, and forms that are none."""

import base64

from tests.inputs.cases import CLOSE, HOST, ITEMS, MARKER, TOKEN, Case, as_json, send

FORM = b"application/x-www-form-urlencoded"
PATH = b"/api/v1/auth/token"
GOOD = b"username=nobody@example.com&password=a+wrong+one"
CLAIMS = {"iss": "my-service", "aud": "my-service", "sub": "a", "exp": 9_999_999_999}


def part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def jwt(header: object, claims: object, signature: bytes = b"AAAA") -> bytes:
    return b".".join([part(as_json(header)), part(as_json(claims)), signature])


def authorization(name: str, *values: bytes) -> Case:
    lines = b"".join(b"Authorization: " + value + b"\r\n" for value in values)
    return Case(f"Authorization {name}", b"GET " + ITEMS + b" HTTP/1.1\r\n" + HOST + lines + CLOSE + b"\r\n", (401,))


def bearer(name: str, token: bytes) -> Case:
    return authorization(name, b"Bearer " + token)


def form(name: str, body: bytes, *statuses: int, kind: bytes | None = FORM) -> Case:
    return send(f"form {name}", body, *statuses or (422,), target=PATH, kind=kind)


HS256 = {"alg": "HS256", "typ": "JWT"}
TOKENS = [
    authorization("missing"),
    authorization("empty", b""),
    authorization("without a token", b"Bearer"),
    authorization("with a blank token", b"Bearer  "),
    authorization("basic", b"Basic " + base64.b64encode(b"a:" + MARKER)),
    authorization("of another kind", b"Digest username=" + MARKER),
    authorization("with the token alone", TOKEN),
    authorization("with two tokens", b"Bearer " + TOKEN + b" " + TOKEN),
    bearer("of one word", MARKER),
    bearer("of dots", b".."),
    bearer("of two parts", jwt(HS256, CLAIMS).rpartition(b".")[0]),
    bearer("of four parts", jwt(HS256, CLAIMS) + b".AAAA"),
    bearer("not base64", b"!!!.???.###"),
    bearer("not ASCII", b"\xff\xfe." + MARKER),
    bearer("of 20 kB", b"A" * 20_000),
    bearer("with another signature", TOKEN + b"A"),
    bearer("without its signature", jwt(HS256, CLAIMS, b"")),
    bearer("signed by nobody", jwt({"alg": "none"}, CLAIMS, b"")),
    bearer("signed by Nobody", jwt({"alg": "nOnE"}, CLAIMS, b"")),
    bearer("of an unknown algorithm", jwt({"alg": "HS999"}, CLAIMS)),
    bearer("of another algorithm", jwt({"alg": "RS256"}, CLAIMS)),
    bearer("without an algorithm", jwt({}, CLAIMS)),
    bearer("with a number for an algorithm", jwt({"alg": 1}, CLAIMS)),
    bearer("with a key of its own", jwt({"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}}, CLAIMS)),
    bearer("with a key from elsewhere", jwt({"alg": "HS256", "jku": "http://127.0.0.1:1/"}, CLAIMS)),
    bearer("with a key id of SQL", jwt({"alg": "HS256", "kid": "' OR 1=1--"}, CLAIMS)),
    bearer("with critical extensions", jwt({"alg": "HS256", "crit": ["a"], "a": 1}, CLAIMS)),
    bearer("with a list for a header", jwt([], CLAIMS)),
    bearer("with a list for claims", jwt(HS256, [])),
    bearer("with numbers for claims", jwt(HS256, dict.fromkeys(CLAIMS, 1e308))),
    bearer("nested deeply", b".".join([part(b'{"a":' * 3000), part(b"{}"), b"AAAA"])),
    bearer("with NUL", jwt({"alg": "HS256\0"}, CLAIMS)),
]

FORMS = [
    form("empty", b""),
    form("half", b"username=a@example.com"),
    form("without names", b"=&=&="),
    form("of separators", b"&" * 1000),
    form("of 2,000 fields", b"&".join(b"a%d=1" % n for n in range(2000))),
    form("NUL in the name", b"username=a%00b&password=x"),
    form("NUL in the password", b"username=a&password=a%00" + MARKER),
    form("name too long", b"username=" + MARKER * 40 + b"&password=x"),
    form("password too long", b"username=a&password=" + b"x" * 129),
    form("other grant", GOOD + b"&grant_type=refresh_token"),
    form("empty name", b"username=&password=x"),
    form("name of bytes", b"username=%FF%FE&password=" + MARKER, 401, 422),
    form("broken escapes", b"username=%zz&password=%", 401, 422),
    form("name twice", b"username=a&" + GOOD, 401, 422),
    form("wrong password", GOOD, 401),
    form("as JSON", as_json({"username": "a", "password": "x"}), 415, kind=b"application/json"),
    form("as text", GOOD, 415, kind=b"text/plain"),
    form("as nothing", GOOD, 415, kind=None),
    form("of 2 MB", b"username=" + b"x" * 2_000_000, 413),
    form("multipart without a boundary", b"--a\r\n", 422, kind=b"multipart/form-data"),
    form(
        "multipart that is cut",
        b'--a\r\nContent-Disposition: form-data; name="username',
        422,
        kind=b"multipart/form-data; boundary=a",
    ),
    form("multipart of garbage", MARKER * 100, 422, kind=b"multipart/form-data; boundary=a"),
    form(
        "multipart with a file",
        b'--a\r\nContent-Disposition: form-data; name="username"; filename="a"\r\n\r\nb\r\n--a--\r\n',
        422,
        kind=b"multipart/form-data; boundary=a",
    ),
]

CASES = [*TOKENS, *FORMS]
