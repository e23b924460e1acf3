"""No input makes a 5xx, is taken though it is wrong, comes back in an answer, or does the service any harm."""

import json

import pytest

from tests.inputs import addresses, bodies, credentials, fields, headers, malformed
from tests.inputs.cases import BEARER, MARKER, TOKEN, Case
from tests.inputs.running import Running
from tests.inputs.wire import PATIENCE, Answer, exchange

pytestmark = [pytest.mark.slow]

ANYBODY = [*malformed.CASES, *addresses.CASES, *bodies.CASES, *fields.CASES, *headers.CASES]
CASES = [*ANYBODY, *credentials.CASES, *fields.ACCOUNT_CASES]
LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
MOST = 4096  # bytes of an answer
SILENCE = 2.0  # seconds, from a server that waits for more


def named(cases: list[Case]) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases]


def test_there_are_enough_of_them_and_each_has_a_name() -> None:
    assert len(CASES) >= 150
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}


@pytest.mark.xdist_group("inputs with users")
@pytest.mark.parametrize("case", named(CASES))
def test_a_bad_input_is_refused(case: Case, with_users: Running) -> None:
    refused(case, with_users)


@pytest.mark.xdist_group("inputs without users")
@pytest.mark.parametrize("case", named(ANYBODY))
def test_a_bad_input_is_refused_where_nobody_signs_in(case: Case, without_users: Running) -> None:
    refused(case, without_users)


@pytest.mark.xdist_group("inputs with users")
def test_nothing_of_it_was_stored_or_is_a_fault(with_users: Running) -> None:
    unharmed(with_users)


@pytest.mark.xdist_group("inputs without users")
def test_nothing_of_it_was_stored_or_is_a_fault_where_nobody_signs_in(without_users: Running) -> None:
    unharmed(without_users)


def unharmed(service: Running) -> None:
    assert json.loads(service.get("/api/v1/items"))["items"] == []
    log = service.log.read_text()
    assert '"request"' in log
    assert "unhandled" not in log
    assert "Traceback" not in log


def refused(case: Case, service: Running) -> None:
    request = case.request.replace(TOKEN, (service.token or "").encode())
    if not service.token:
        request = request.replace(BEARER.replace(TOKEN, b""), b"")
    answer = exchange(service.port, request, SILENCE if case.may_wait else PATIENCE)

    if answer is None:
        assert case.may_wait
    else:
        judge(case, answer)
    alive = exchange(service.port, LIVE)
    assert alive
    assert alive.status == 200


def judge(case: Case, answer: Answer) -> None:
    assert answer.status in case.statuses, answer
    assert len(answer.raw) <= MOST
    assert MARKER not in answer.raw
    assert b"Traceback" not in answer.raw
    assert "x-evil" not in answer.headers
    assert answer.headers["x-request-id"]
    if answer.body:
        problem = answer.problem()
        assert problem["status"] == answer.status
        assert problem["request_id"] == answer.headers["x-request-id"]
