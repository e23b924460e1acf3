"""Values for a field: right ones, nearly right ones, and anything at all."""

import string

from hypothesis import strategies as st

from tests.inputs.schema import Schema

ANY_TEXT = st.text(st.characters(), max_size=300)  # surrogates and NUL included
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
ADDRESSES = st.builds(
    "{}@{}.com".format,
    st.text(string.ascii_letters + string.digits, min_size=1, max_size=30),
    st.text(string.ascii_lowercase, min_size=1, max_size=30),
)


def text(schema: Schema) -> st.SearchStrategy[str]:
    """Around the limits of the schema, most of all."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", 50)
    lengths = st.sampled_from([least - 1, least, least + 1, most - 1, most, most + 1]).filter(lambda n: n >= 0)
    sized = lengths.flatmap(
        lambda size: st.text(st.characters(exclude_categories=["Cs"]), min_size=size, max_size=size)
    )
    options = [ANY_TEXT, sized]
    if schema.get("format") == "email":
        options = [ADDRESSES, ANY_TEXT]
    elif schema.get("format") == "uuid":
        options += [st.uuids().map(str)]
    elif "pattern" in schema and "maxLength" not in schema:
        pattern: str = schema["pattern"]
        options += [st.from_regex(pattern)]
    if "const" in schema:
        options += [st.just(schema["const"])]
    return st.one_of(options)


def numbers(schema: Schema) -> st.SearchStrategy[float]:
    least, most = int(schema["minimum"]), int(schema["maximum"])
    edges = st.sampled_from([least - 1, least, most, most + 1, 2**31, 2**63, 10**30, 0, -1])
    return edges | st.integers(least, most) | st.integers(least, most).map(float) | st.floats() | st.integers()


def values(schema: Schema) -> st.SearchStrategy[object]:
    options: list[st.SearchStrategy[object]] = [ANY_JSON]
    for each in schema.get("anyOf", [schema]):
        if each["type"] == "string":
            options += [text(each)] * 2
        elif each["type"] == "integer":
            options += [numbers(each)] * 2
    return st.one_of(options)
