"""Bodies that are no JSON, and bodies that are not what the path takes."""

from tests.inputs.cases import ITEM, ITEMS, MARKER, TOKEN, Case, get, send

GOOD = b'{"title": "a"}'

NOT_JSON = [
    send("no body", b"", 422),
    send("blanks", b"  \n ", 422),
    send("half an object", b"{", 422),
    send("object cut short", b'{"title": "a"', 422),
    send("no value", b'{"title": }', 422),
    send("comma at the end", b'{"title": "a",}', 422),
    send("two documents", GOOD * 2, 422),
    send("single quotes", b"{'title': 'a'}", 422),
    send("comment", b'{"title": "a"} // ' + MARKER, 422),
    send("a word", MARKER, 422),
    send("NaN", b"NaN", 422),
    send("not UTF-8", b'{"title": "\xff\xfe"}', 422),
    send("overlong UTF-8", b'{"title": "\xc0\xaf"}', 422),
    send("surrogate in UTF-8", b'{"title": "\xed\xa0\x80"}', 422),
    send("NUL bytes", bytes(100), 422),
    send("NUL after the end", GOOD + b"\0", 422),
    send("raw line end in text", b'{"title": "a\nb"}', 422),
    send("unfinished escape", b'{"title": "\\u12"}', 422),
    send("unknown escape", b'{"title": "\\x41"}', 422),
    send("gzip", b"\x1f\x8b\x08" + bytes(20), 422),
    send("100,000 brackets", b"[" * 100_000, 422),
    send("100,000 nested lists", b"[" * 100_000 + b"]" * 100_000, 422),
    send("100,000 nested objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 422),
    send("number of 100,000 digits", b"1" * 100_000, 422),
    send("exponent of 1,000 digits", b"1e" + b"9" * 1000, 422),
]

NOT_AN_OBJECT = [
    send(name, body, 422)
    for name, body in {
        "null": b"null",
        "true": b"true",
        "number": b"1",
        "text": b'"' + MARKER + b'"',
        "list": b"[]",
        "list of what is right": b"[" + GOOD + b"]",
        "empty object": b"{}",
    }.items()
]

FIELDS = [
    send("unknown field", b'{"title": "a", "' + MARKER + b'": 1}', 422),
    send("unknown field of 100 kB", b'{"title": "a", "' + b"x" * 100_000 + b'": 1}', 422),
    send("unknown field with a lone surrogate", b'{"title": "a", "\\ud800": 1}', 422),
    send("10,000 unknown fields", b"{%s}" % b",".join(b'"a%d": 1' % n for n in range(10_000)), 422),
    send("field of the server", b'{"title": "a", "id": "01a1fe3d-221a-7e86-8bec-c5949d1d75a9"}', 422),
    send("prototype", b'{"title": "a", "__proto__": {"a": 1}}', 422),
    send("field in capitals", b'{"Title": "a"}', 422),
    send("field with a blank", b'{"title ": "a"}', 422),
    send("good and then bad", b'{"title": "a", "title": 1}', 422),
    send("nested in a field", b'{"title": ' + b"[" * 900 + b"]" * 900 + b"}", 422),
]

KINDS = [
    send(f"as {kind[:40]!r}", GOOD, 415, kind=kind)
    for kind in (
        b"text/plain",
        b"text/json",
        b"application/xml",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=a",
        b"multipart/form-data",
        b"application/octet-stream",
        b"application/jsonp",
        b"application/json/json",
        b"json",
        b"*/*",
        b"",
        b";charset=utf-8",
        b"\xff\xfe",
        b"text/plain; " + MARKER,
        b"x" * 10_000,
    )
] + [
    send("as nothing at all", GOOD, 415, kind=None),
    send("twice, the first is not JSON", GOOD, 415, kind=b"text/plain", lines=(b"Content-Type: text/plain",)),
]

SIZES = [
    send("2 MB", b" " * 2_000_000, 413),
    get("2 MB announced", ITEMS, 413, method=b"POST", lines=(b"Content-Length: 2000000",)),
    get("100 TB announced", ITEMS, 413, method=b"POST", lines=(b"Content-Length: " + b"9" * 14,)),
    Case(
        "2 MB in chunks",
        b"POST " + ITEMS + b" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN + b"\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (b"10000\r\n" + b" " * 65_536 + b"\r\n")
        * 32,
        (413,),
    ),
    send("2 MB for a path that is not there", b" " * 2_000_000, 413, target=b"/nowhere"),
    send("100 kB of text", b'{"title": "' + b"x" * 100_000 + b'"}', 422),
]

UPDATES = [
    send("update of nothing", b"{}", 422, method=b"PUT", target=ITEM),
    send("update without a version", GOOD, 422, method=b"PUT", target=ITEM),
    send("update of nobody", b'{"title": "a", "version": 1}', 404, method=b"PUT", target=ITEM),
    send("update of no id", b'{"title": "a", "version": 1}', 422, method=b"PUT", target=ITEMS + b"/" + MARKER),
]

CASES = [*NOT_JSON, *NOT_AN_OBJECT, *FIELDS, *KINDS, *SIZES, *UPDATES]
