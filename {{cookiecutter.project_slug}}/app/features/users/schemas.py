from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    validate_email,
)

from app.core.types import EXAMPLE, TEXT_PATTERN, Input, Text


def lower(email: str) -> str:
    return email.lower()


def address(email: str) -> str:
    return lower(validate_email(email)[1])


def as_registered(username: str) -> str:
    """The spelling that an email was stored in; what is none belongs to nobody."""
    try:
        return address(username)
    except ValueError:
        return lower(username)


def storable(secret: SecretStr) -> SecretStr:
    """Of a secret, Pydantic looks at the length alone."""
    text = secret.get_secret_value()
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("Should be text without NUL")
    return secret


Secret = Annotated[
    SecretStr,
    AfterValidator(storable),
    Field(json_schema_extra={"pattern": TEXT_PATTERN}),
]
Email = Annotated[
    str,
    # Without it, `Ada <ada@example.com>` would be taken, too.
    Field(
        max_length=254,
        pattern=r"^[^\s<>@]+@[^\s<>@]+$",
        json_schema_extra={"format": "email"},
        examples=["ada@example.com"],
    ),
    AfterValidator(address),
]
Password = Annotated[
    Secret, Field(max_length=128, examples=["correct horse battery staple"])
]
NewPassword = Annotated[Password, Field(min_length=12)]


class UserCreate(Input):
    email: Email
    password: NewPassword


class UserRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    created_at: datetime


class PasswordChange(Input):
    current_password: Password
    new_password: NewPassword


class SignIn(BaseModel):
    """The form of OAuth2's password flow; what else it may hold is of no use here."""

    grant_type: Literal["password"] | None = None
    username: Annotated[
        Text,
        Field(
            min_length=1,
            max_length=320,
            description="The email.",
            examples=["ada@example.com"],
        ),
        AfterValidator(as_registered),
    ]
    password: Annotated[Password, Field(min_length=1)]


class RefreshRequest(Input):
    refresh_token: Annotated[Secret, Field(max_length=512), EXAMPLE]


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds until the access token expires.")
