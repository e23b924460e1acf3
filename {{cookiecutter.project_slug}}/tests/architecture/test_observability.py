"""What a caller saw can be found in the log."""

from httpx2 import AsyncClient

from tests.architecture.sources import calls, modules

SETUPS = ("addHandler", "basicConfig", "configure", "dictConfig", "fileConfig")


async def test_every_answer_names_its_request(client: AsyncClient) -> None:
    """ADR-0015: an error as well as a success."""
    found = await client.get("/health/ready", headers={"X-Request-ID": "given"})
    missing = await client.get("/there-is-no-such-path")
    assert found.headers["X-Request-ID"] == "given"
    assert missing.headers["X-Request-ID"] == missing.json()["request_id"]


def test_the_log_is_set_up_by_one_module_only() -> None:
    """ADR-0015: two set-ups would write lines of two kinds."""
    setters = {path for path, tree in modules("app") if calls(tree, *SETUPS)}
    assert setters == {"app/core/logging.py"}
