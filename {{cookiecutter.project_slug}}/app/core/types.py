"""Types for what comes from outside: whatever they let in, PostgreSQL can hold.

class NoteCreate(Input):
    title: Annotated[Text, Field(min_length=1, max_length=200)]
"""

import re
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

# PostgreSQL has no NUL in text. Pydantic refuses lone surrogates of its own accord.
TEXT_PATTERN = r"^[^\x00]*$"
# Without an example /docs makes one up from the pattern: gibberish.
EXAMPLE = Field(examples=["text"])
Text = Annotated[str, StringConstraints(pattern=TEXT_PATTERN), EXAMPLE]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$"), EXAMPLE]


def whole(value: object) -> object:
    """JSON has one kind of number, and to its schemas 1.0 is an integer."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def in_digits(value: object) -> object:
    """Pydantic would read `1_0`, `+10` and blanks around it as a number, too."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+(\.0+)?", value):
        raise ValueError("Should be a whole number")
    return value


PositiveInt32 = Annotated[
    int, Field(ge=1, le=2**31 - 1, strict=True), BeforeValidator(whole)
]

# For a number in a query or a path: `Annotated[int, Field(ge=1, le=9), InDigits]`.
InDigits = BeforeValidator(in_digits)


class Input(BaseModel):
    """A body from outside: an unknown field is a mistake of the caller's, not noise."""

    model_config = ConfigDict(extra="forbid")
