"""Types for what comes from outside: whatever they let in, PostgreSQL can hold.

class NoteCreate(Input):
    title: Annotated[Text, Field(min_length=1, max_length=200)]
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# PostgreSQL has no NUL in text. Pydantic refuses lone surrogates of its own accord.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]

PositiveInt32 = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]


class Input(BaseModel):
    """A body from outside: an unknown field is a mistake of the caller's, not noise."""

    model_config = ConfigDict(extra="forbid")
