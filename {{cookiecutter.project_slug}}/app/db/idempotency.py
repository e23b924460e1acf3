"""What was answered to requests that may be sent again."""

from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    LargeBinary,
    Row,
    SmallInteger,
    Table,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.db.base import Base, now

# Dropped with each answer that is kept: more than come, so that none stay behind.
DROPPED_AT_ONCE = 10

# A table and no class: both ORMs have it, and nobody handles its rows as objects.
IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    Base.metadata,
    Column("scope", LargeBinary, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
)

_COLUMNS = IDEMPOTENCY_KEYS.c
_LOCK = select(func.pg_try_advisory_xact_lock(bindparam("number")))
_FIND = IDEMPOTENCY_KEYS.select().where(
    _COLUMNS.scope == bindparam("wanted"), _COLUMNS.expires_at > bindparam("now")
)
_EXPIRED = (
    select(_COLUMNS.scope)
    .where(_COLUMNS.expires_at < bindparam("now"), _COLUMNS.scope != bindparam("own"))
    .order_by(_COLUMNS.expires_at)
    .limit(DROPPED_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_INSERT = insert(IDEMPOTENCY_KEYS)
# An expired answer to the same key may still be there: it is replaced.
_KEEP = _INSERT.on_conflict_do_update(
    index_elements=[_COLUMNS.scope],
    set_={each.name: each for each in _INSERT.excluded if not each.primary_key},
).add_cte(delete(IDEMPOTENCY_KEYS).where(_COLUMNS.scope.in_(_EXPIRED)).cte("dropped"))


async def lock(session: AsyncSession, scope: bytes) -> bool:
    """Keep others away until the transaction ends; False if one of them was faster."""
    number = int.from_bytes(scope[:8], signed=True)
    return bool(await session.scalar(_LOCK, {"number": number}))


async def find(session: AsyncSession, scope: bytes) -> Row[Any] | None:
    """What was answered, unless that has expired."""
    wanted = {"wanted": scope, "now": now()}
    return (await session.execute(_FIND, wanted)).one_or_none()


async def keep(session: AsyncSession, answer: dict[str, Any]) -> None:
    """Keep an answer in the transaction of what it tells; drop some that expired."""
    scope = answer["scope"]
    await session.execute(_KEEP, answer | {"own": scope, "now": now()})
