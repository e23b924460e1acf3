"""Every path asks who is there, except those that must not."""

from app.main import API_PREFIX, create_app
from tests.architecture.sources import imports, modules

PUBLIC = {
    ("post", "/auth/logout"),  # the refresh token in the body says who
    ("post", "/auth/refresh"),
    ("post", "/auth/token"),
    ("post", "/users"),
}


def test_every_operation_asks_for_a_token_unless_it_is_listed_here() -> None:
    """ADR-0014: a new path is closed until somebody opens it on purpose."""
    open_to_all = {
        (method, path.removeprefix(API_PREFIX))
        for path, methods in create_app().openapi()["paths"].items()
        for method, operation in methods.items()
        if path.startswith(API_PREFIX) and not operation.get("security")
    }
    assert open_to_all <= PUBLIC


def test_tokens_and_passwords_are_handled_in_one_place() -> None:
    """ADR-0014: the algorithms and the claims are chosen once."""
    tokens = {path for path, tree in modules("app") if "jwt" in imports(tree)}
    passwords = {path for path, tree in modules("app") if "pwdlib" in imports(tree)}
    assert tokens <= {"app/core/jwks.py", "app/core/security.py"}
    assert passwords <= {"app/core/passwords.py"}
