"""Who is calling."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request
from fastapi.security import OAuth2PasswordBearer

from app.core.config import Settings
from app.core.passwords import Passwords
from app.core.security import LocalTokens, Principal, TokenReader

_bearer = OAuth2PasswordBearer(tokenUrl="api/v1/auth/token", scheme_name="AccessToken")


async def get_current_user(
    request: Request, token: Annotated[str, Depends(_bearer)]
) -> Principal:
    tokens = cast("TokenReader", request.app.state.tokens)
    principal = await tokens.read(token)
    request.state.caller = principal.subject  # whose an Idempotency-Key is
    return principal


CurrentUser = Annotated[Principal, Depends(get_current_user)]


def has_local_users(settings: Settings) -> bool:
    """With an identity provider of its own the service knows no passwords."""
    return settings.auth_jwks_url is None


@asynccontextmanager
async def token_reader(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.settings
    if has_local_users(settings):
        app.state.tokens = LocalTokens.from_settings(settings)
        app.state.passwords = Passwords.recommended()
        yield
        return
    from app.core.jwks import jwks_tokens  # noqa: PLC0415 - an HTTP client, only here

    async with jwks_tokens(settings) as tokens:
        app.state.tokens = tokens
        yield
