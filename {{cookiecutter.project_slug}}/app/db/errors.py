"""Every error of PostgreSQL, by its SQLSTATE, in the language of the domain."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from app.core.errors import AppError, Conflict, Unavailable, Unprocessable

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_STATE: dict[str, tuple[type[AppError], str]] = {
    "23505": (Conflict, "Something with these values is there already."),
    "23503": (
        Conflict,
        "Something that this refers to, or that refers to it, is in the way.",
    ),
    # The code knows of a table or a column that is not there yet.
    "42P01": (Unavailable, "The database awaits its migrations."),
    "42703": (Unavailable, "The database awaits its migrations."),
    "55P03": (Unavailable, "Somebody else is changing this; try again soon."),
    "57014": (Unavailable, "The database took too long; try again soon."),
}
_BY_CLASS: dict[str, tuple[type[AppError], str]] = {
    "08": (Unavailable, "The connection to the database was lost; try again soon."),
    "22": (Unprocessable, "A value is not one that the database can hold."),
    "23": (Conflict, "This contradicts a rule of the database."),
    "25": (Unavailable, "The transaction was cut off; try again soon."),
    "40": (Unavailable, "Somebody else changed this at the same time; try again."),
    "53": (Unavailable, "The database is overloaded; try again soon."),
    "57": (Unavailable, "The database is stopping; try again soon."),
}

ROLLED_BACK = ("40001", "40P01")  # no serial order was left; a deadlock
LOST = ("08", "57P")


def sqlstate(error: DBAPIError) -> str | None:
    """The five characters that name the error, or None when the server sent none."""
    return getattr(error.orig, "sqlstate", None)


def is_rolled_back(error: DBAPIError) -> bool:
    """Whether it was all undone because of what others did at the same time."""
    return sqlstate(error) in ROLLED_BACK


def is_lost(error: DBAPIError) -> bool:
    """Whether the connection broke, or the server broke it; what of COMMIT is open."""
    return error.connection_invalidated or (sqlstate(error) or "").startswith(LOST)


def translate(error: DBAPIError | StaleDataError) -> AppError | None:
    """What a caller may know of `error`; None for a fault of our own."""
    if isinstance(error, StaleDataError):
        return Conflict("Somebody else changed this; read it again.")
    if error.connection_invalidated:
        return Unavailable("The connection to the database was lost; try again soon.")
    state = sqlstate(error)
    if state is None:
        return None
    found = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    return found[0](found[1]) if found else None
