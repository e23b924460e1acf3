"""Headers that are too much, mean nothing here, or ask for something that is not done."""

from tests.inputs.cases import CLOSE, ITEMS, MARKER, TOKEN, Case, get, send

WRONG = b'{"title": 1}'
WEBSOCKET = (
    b"Upgrade: websocket",
    b"Connection: Upgrade, close",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


TOO_MUCH = [
    get("header of 40 kB", ITEMS, 431, lines=(b"X-A: " + b"x" * 40_000,)),
    get("header of 1 MB", ITEMS, 431, lines=(b"X-A: " + b"x" * 1_000_000,)),
    get("5,000 headers", ITEMS, 431, lines=tuple(b"X-%d: 1" % n for n in range(5000))),
    get("cookies of 40 kB", ITEMS, 431, lines=(b"Cookie: a=" + b"x" * 40_000,)),
    get("request id of 40 kB", ITEMS, 431, lines=(b"X-Request-ID: " + b"x" * 40_000,)),
]

REQUEST_IDS = [
    get(f"request id {name}", b"/nowhere", 404, lines=(b"X-Request-ID: " + value,))
    for name, value in {
        "blank": MARKER + b" b",
        "with quotes": MARKER + b'"',
        "like a tag": b"<" + MARKER + b">",
        "like another header": MARKER + b"%0d%0aX-Evil: 1",
        "not ASCII": MARKER + b"\xff",
        "of 100 characters": MARKER * 10,
    }.items()
]

# Refused for the body: whatever the key is, it must not make things worse.
KEYS = [
    send(f"Idempotency-Key {name}", WRONG, 400, 422, lines=(b"Idempotency-Key: " + value,))
    for name, value in {
        "empty": b"",
        "of 10 kB": MARKER * 1000,
        "with quotes": b'"' + MARKER + b'"',
        "not ASCII": b"\xff\xfe",
        "list": b"a, b",
        "SQL": b"' OR 1=1--",
    }.items()
]

EXPECTATIONS = [
    send("Expect: 100-continue", WRONG, 422, lines=(b"Expect: 100-continue",)),
    send("Expect: nonsense", WRONG, 417, 422, lines=(b"Expect: " + MARKER,)),
]

UPGRADES = [
    # Ignored, as HTTP allows.
    get("websocket", b"/" + MARKER, 404, lines=WEBSOCKET),
    get("websocket without a key", b"/nowhere", 404, lines=WEBSOCKET[:3]),
    send("websocket with a body", WRONG, 400, lines=WEBSOCKET),
    send("body that a parser skips", WRONG, 400, lines=(b"Connection: Upgrade, close", b"Upgrade: h2c")),
    get("upgrade to HTTP 2", b"/nowhere", 404, lines=(b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__")),
    get("upgrade to nonsense", b"/nowhere", 404, lines=(b"Upgrade: " + MARKER,)),
]

STRANGE = [
    get("Latin-1 in a header", b"/nowhere", 404, lines=(b"X-A: " + MARKER + b"\xe9\xff",)),
    get("other host", b"/nowhere", 404, lines=(b"X-Forwarded-Host: " + MARKER,)),
    get("method override", ITEMS + b"/nowhere", 422, lines=(b"X-HTTP-Method-Override: DELETE",)),
    get("forwarded by a loop", b"/nowhere", 404, lines=(b"X-Forwarded-For: " + b"1.1.1.1, " * 1000,)),
    get(
        "forwarded by nobody", b"/nowhere", 404, lines=(b"X-Forwarded-For: " + MARKER, b"X-Forwarded-Proto: " + MARKER)
    ),
    get("accepts nothing", b"/nowhere", 404, lines=(b"Accept: " + MARKER, b"Accept-Encoding: " + MARKER)),
    get("language", b"/nowhere", 404, lines=(b"Accept-Language: ../../etc/" + MARKER,)),
    get("traceparent", b"/nowhere", 404, lines=(b"traceparent: " + MARKER, b"baggage: " + MARKER * 50)),
    get("origin", b"/nowhere", 404, lines=(b"Origin: http://" + MARKER,)),
    get("preflight", ITEMS, 405, method=b"OPTIONS", lines=(b"Origin: null", b"Access-Control-Request-Method: PUT")),
    get("cookies", b"/nowhere", 404, lines=(b"Cookie: ;;;=;a=\xff;" + MARKER,)),
    get("range", b"/nowhere", 404, lines=(b"Range: bytes=9-1,a-b," + MARKER,)),
    get("dates", b"/nowhere", 404, lines=(b"If-Modified-Since: " + MARKER, b"If-Unmodified-Since: 0")),
    get("tags", b"/nowhere", 404, lines=(b'If-Match: "' + MARKER, b"If-None-Match: W/")),
    send("body with GET", WRONG, 404, method=b"GET", target=b"/nowhere"),
    send("encoded body", b"\x1f\x8b\x08" + bytes(20), 422, lines=(b"Content-Encoding: gzip",)),
    Case(
        "HTTP 1.0 without a host",
        b"GET /nowhere HTTP/1.0\r\nAuthorization: Bearer " + TOKEN + b"\r\n" + CLOSE + b"\r\n",
        (404,),
    ),
]

CASES = [*TOO_MUCH, *REQUEST_IDS, *KEYS, *EXPECTATIONS, *UPGRADES, *STRANGE]
