from time import time
from uuid import UUID

from app.db.ids import uuid7


def milliseconds(value: UUID) -> int:
    return value.int >> 80


def test_ids_only_ever_grow() -> None:
    ids = [uuid7() for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_ids_are_uuids_of_version_seven() -> None:
    value = uuid7()

    assert (value.version, value.variant) == (7, "specified in RFC 4122")


def test_ids_begin_with_the_time() -> None:
    assert abs(milliseconds(uuid7()) - time() * 1000) < 60_000
