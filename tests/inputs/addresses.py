"""Paths, queries, ids, cursors and methods."""

from tests.inputs.cases import ITEM, ITEMS, MARKER, Case, get

CURSOR = b"A" * 22


def limit(value: bytes) -> Case:
    return get(f"limit={value[:40].decode()}", ITEMS + b"?limit=" + value, 422)


def after(name: str, value: bytes) -> Case:
    return get(f"cursor: {name}", ITEMS + b"?after=" + value, 422)


def item(name: str, value: bytes, *statuses: int) -> Case:
    return get(f"id: {name}", ITEMS + b"/" + value, *statuses or (422,))


LIMITS = [
    *map(limit, (b"0", b"-1", b"101", b"1e1", b"1.5", b"NaN", b"1e999", b"Infinity", b"1_0", b"%201", b"1%20")),
    *map(limit, (b"%2B1", b"+1", b"0x1", b"", b"true", b"null", b"%D9%A5", b"%00", b"%ff", b"9" * 30, b"9" * 5000)),
    limit(b"1&limit=x"),
    limit(MARKER),
]

CURSORS = [
    after("empty", b""),
    after("short", CURSOR[:-1]),
    after("long", CURSOR + b"A"),
    after("5 kB", b"A" * 5000),
    after("padded", CURSOR + b"=="),
    after("line end", CURSOR + b"%0A"),
    after("not its own spelling", CURSOR[:-1] + b"B"),
    after("other alphabet", b"%2B" * 21 + b"A"),
    after("not ASCII", b"%C3%A9"),
    after("not UTF-8", b"%FF"),
    after("NUL", b"%00"),
    after("null", b"null"),
    after("an id", ITEM.rpartition(b"/")[2]),
    after("SQL", b"%27%20OR%201=1--"),
    after("marker", MARKER),
]

QUERIES = [
    get("unknown parameter", ITEMS + b"?" + MARKER + b"=1", 422),
    get("parameter in capitals", ITEMS + b"?Limit=1", 422),
    get("array parameter", ITEMS + b"?limit[]=1", 422),
    get("parameter without a name", ITEMS + b"?=", 422),
    get("parameter NUL", ITEMS + b"?%00=1", 422),
    get("1,000 parameters", ITEMS + b"?" + b"&".join(b"a%d=1" % n for n in range(1000)), 422),
]

IDS = [
    item("word", MARKER),
    item("0", b"0"),
    item("-1", b"-1"),
    item("10**30", b"1" + b"0" * 30),
    item("5,000 digits", b"9" * 5000),
    item("too short", b"01a1fe3d-221a-7e86-8bec-c5949d1d75a"),
    item("too long", b"01a1fe3d-221a-7e86-8bec-c5949d1d75a99"),
    item("not hexadecimal", b"g1a1fe3d-221a-7e86-8bec-c5949d1d75a9"),
    item("hyphens elsewhere", b"0-1a1fe3d221a7e868becc5949d1d75a9"),
    item("line end", b"01a1fe3d-221a-7e86-8bec-c5949d1d75a9%0A"),
    item("blank", b"%2001a1fe3d-221a-7e86-8bec-c5949d1d75a9"),
    item("NUL", b"%00"),
    item("NUL at the end", b"01a1fe3d-221a-7e86-8bec-c5949d1d75a9%00"),
    item("parameter", b"01a1fe3d-221a-7e86-8bec-c5949d1d75a9;a=b"),
    item("not UTF-8", b"%FF"),
    item("surrogate", b"%ED%A0%80"),
    item("half an escape", b"%"),
    item("no escape", b"%zz"),
    item("header injection", b"%0D%0AX-Evil:%201"),
    item("SQL", b"1%27%20OR%201=1--"),
    item("template", b"%7B%7B7*7%7D%7D"),
    item("script", b"%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404, 422),
]

PATHS = [
    get("unknown", b"/" + MARKER, 404),
    get("below the API", b"/api/v1/" + MARKER, 404),
    get("slash at the end", ITEMS + b"/", 404),
    get("two slashes", b"/" + ITEMS, 404),
    get("up and out", ITEMS + b"/../../../etc/passwd", 404),
    get("up and out, escaped", ITEMS + b"/%2e%2e/%2e%2e/etc/passwd", 404),
    get("escaped slash", ITEMS + b"/a%2Fb", 404),
    get("out of the assets", b"/docs/assets/../../../../etc/passwd", 404),
    get("out of the assets, escaped", b"/docs/assets/..%2f..%2f..%2f..%2fetc/passwd", 404),
    get("out of the assets, Windows", b"/docs/assets/..%5c..%5cetc", 404),
    get("asset NUL", b"/docs/assets/%00", 404),
    get("asset of 5 kB", b"/docs/assets/" + b"a" * 5000, 404),
    get("folder of the assets", b"/docs/assets/", 404),
    get("asterisk", b"*", 404),
    get("asterisk for OPTIONS", b"*", 404, method=b"OPTIONS"),
    get("9 kB", b"/" + b"x" * 9000, 414),
    get("query of 9 kB", ITEMS + b"?after=" + b"x" * 9000, 414),
    get("60 kB", b"/" + b"x" * 60_000, 414),
]

METHODS = [
    get(f"{method} on a collection", ITEMS, 405, method=method.encode())
    for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "PURGE", "QUERY")
] + [
    get("POST on an item", ITEM, 405, method=b"POST"),
    get("PATCH on an item", ITEM, 405, method=b"PATCH"),
    get("POST on a probe", b"/health/live", 405, method=b"POST"),
    get("DELETE on readiness", b"/health/ready", 405, method=b"DELETE"),
    get("POST on an asset", b"/docs/assets/favicon.png", 405, method=b"POST"),
    get("PUT on the document", b"/openapi.json", 405, method=b"PUT"),
]

CASES = [*LIMITS, *CURSORS, *QUERIES, *IDS, *PATHS, *METHODS]
