from datetime import timedelta
from typing import Annotated, cast

from fastapi import Depends, Form, Request, Response, status

from app.api.deps import CurrentUser, DatabaseDep, SessionDep, SettingsDep
from app.api.idempotency import idempotent
from app.api.openapi import problems
from app.api.routing import Router
from app.core.passwords import Passwords
from app.core.security import LocalTokens
from app.features.users.models import User
from app.features.users.schemas import (
    PasswordChange,
    RefreshRequest,
    SignIn,
    Tokens,
    UserCreate,
    UserRead,
)
from app.features.users.service import SignInService, UserService, register

router = Router(tags=["users"])


async def get_passwords(request: Request) -> Passwords:
    return cast("Passwords", request.app.state.passwords)


PasswordsDep = Annotated[Passwords, Depends(get_passwords)]


async def get_users(database: DatabaseDep, passwords: PasswordsDep) -> UserService:
    return UserService(database, passwords)


async def get_sign_in(
    request: Request,
    database: DatabaseDep,
    passwords: PasswordsDep,
    settings: SettingsDep,
) -> SignInService:
    tokens = cast("LocalTokens", request.app.state.tokens)
    lifetime = timedelta(days=settings.auth_refresh_token_days)
    return SignInService(database, passwords, tokens, lifetime)


async def get_new_user(passwords: PasswordsDep, data: UserCreate) -> User:
    """Hashes the password, which takes long: ask for it before a session."""
    hashed = await passwords.hash(data.password)
    return User(email=data.email, password_hash=hashed)


async def no_store(response: Response) -> None:
    """RFC 6749, section 5.1: nobody on the way may keep a token."""
    response.headers["Cache-Control"] = "no-store"


NewUser = Annotated[User, Depends(get_new_user)]
Users = Annotated[UserService, Depends(get_users)]
SignIns = Annotated[SignInService, Depends(get_sign_in)]


@router.post(
    "/users",
    status_code=status.HTTP_201_CREATED,
    response_model=UserRead,
    responses=problems(409),
)
@idempotent
async def register_user(user: NewUser, session: SessionDep) -> User:
    return await register(session, user)


@router.get("/users/me", response_model=UserRead, responses=problems(401))
async def get_me(users: Users, user: CurrentUser) -> User:
    return await users.get(user.subject)


@router.put(
    "/users/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 403, 409, 429),
)
async def change_password(
    users: Users, user: CurrentUser, data: PasswordChange
) -> None:
    """Ends every session: all refresh tokens are revoked."""
    await users.change_password(user.subject, data)


@router.post(
    "/auth/token", responses=problems(401, 429), dependencies=[Depends(no_store)]
)
async def create_token(sign_ins: SignIns, data: Annotated[SignIn, Form()]) -> Tokens:
    return await sign_ins.sign_in(data)


@router.post("/auth/refresh", responses=problems(401), dependencies=[Depends(no_store)])
async def refresh_token(sign_ins: SignIns, data: RefreshRequest) -> Tokens:
    """The token is spent; showing it again revokes all that came of it."""
    return await sign_ins.refresh(data.refresh_token.get_secret_value())


@router.post("/auth/logout", status_code=status.HTTP_204_NO_CONTENT)
async def logout(sign_ins: SignIns, data: RefreshRequest) -> None:
    await sign_ins.sign_out(data.refresh_token.get_secret_value())
