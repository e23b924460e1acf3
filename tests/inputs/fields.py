"""Every field of every body with every value that it must not have."""

from tests.inputs.cases import ITEM, ITEMS, MARKER, Case, as_json, send

MARK = MARKER.decode()
LONG = MARK * 1000
USERS = b"/api/v1/users"

# What no field takes, as it stands in JSON.
NEVER = {
    "true": b"true",
    "list": b'["' + MARKER + b'"]',
    "object": b'{"' + MARKER + b'": 1}',
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "1e999": b"1e999",
    "10**400": b"1" + b"0" * 400,
    "1.5": b"1.5",
}
NEVER_TEXT = {
    **NEVER,
    "number": b"1",
    "NUL": b'"a\\u0000b"',
    "lone surrogate": b'"a\\ud800b"',
    "swapped surrogates": b'"\\udc00\\ud800"',
    "too long": as_json(LONG),
}
NEVER_NUMBER = {
    **NEVER,
    "null": b"null",
    "text": b'"' + MARKER + b'"',
    "number as text": b'"1"',
    "0": b"0",
    "-1": b"-1",
    "2**31": b"2147483648",
    "2**63": b"9223372036854775808",
    "1e10": b"1e10",
}
NOT_NULL = {"null": b"null"}
NOT_EMPTY = {"empty": b'""'}

ITEM_FIELDS = {
    "title": NEVER_TEXT | NOT_NULL | NOT_EMPTY | {"201": as_json("x" * 201)},
    "description": NEVER_TEXT | {"2001": as_json("x" * 2001)},
}
SECRET = NEVER_TEXT | NOT_NULL
USER_FIELDS = {
    "email": NEVER_TEXT
    | NOT_NULL
    | NOT_EMPTY
    | {
        "no at": as_json(MARK),
        "two at": b'"a@b@example.com"',
        "no name": b'"@example.com"',
        "no domain": b'"a@"',
        "domain of dots": b'"a@.."',
        "blank": b'"a b@example.com"',
        "line end": b'"a@example.com\\nBcc: b@example.com"',
        "blanks around": b'" a@example.com "',
        "with a name": b'"Ada <a@example.com>"',
        "255": as_json("a" * 60 + "@" + ("b" * 60 + ".") * 3 + "b" * 11),
    },
    "password": SECRET | NOT_EMPTY | {"11": b'"12345678901"', "129": as_json("x" * 129)},
}


def with_field(method: bytes, path: bytes, good: dict[str, bytes], fields: dict[str, dict[str, bytes]]) -> list[Case]:
    """One case for each wrong value, in a body that is right apart from it."""
    cases = []
    for field, values in fields.items():
        for name, value in values.items():
            parts = (b'"%s": %s' % (key.encode(), content) for key, content in {**good, field: value}.items())
            body = b"{%s}" % b", ".join(parts)
            title = f"{method.decode()} {path.decode().removeprefix('/api/v1/')[:6]}: {field} {name}"
            cases.append(send(title, body, 422, method=method, target=path))
    return cases


CASES = [
    *with_field(b"POST", ITEMS, {"title": b'"a"'}, ITEM_FIELDS),
    *with_field(
        b"PUT", ITEM, {"title": b'"a"', "version": b"1"}, {"version": NEVER_NUMBER, "title": ITEM_FIELDS["title"]}
    ),
]
ACCOUNT_CASES = [
    *with_field(b"POST", USERS, {"email": b'"a@example.com"', "password": b'"a long enough one"'}, USER_FIELDS),
    *with_field(
        b"PUT",
        USERS + b"/me/password",
        {"current_password": b'"a wrong one"', "new_password": b'"a long enough one"'},
        {"current_password": SECRET, "new_password": USER_FIELDS["password"]},
    ),
    *with_field(b"POST", b"/api/v1/auth/refresh", {}, {"refresh_token": SECRET}),
    *with_field(b"POST", b"/api/v1/auth/logout", {}, {"refresh_token": SECRET}),
]
