"""What a caller gets from the service behind its proxy, for each ORM."""

import socket
import ssl
import time
from urllib.request import HTTPErrorProcessor, build_opener

import pytest

from tests.containers.client import HOST
from tests.containers.engine import docker
from tests.containers.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]

ITEMS = "/api/v1/items"


def test_an_item_is_made_and_read(stack: Stack) -> None:
    created = stack.client.request("POST", ITEMS, {"title": "Lamp"})
    assert created.status == 201, created.body

    read = stack.client.request("GET", created.headers["location"])

    assert read.status == 200
    assert read.json() == created.json()
    assert read.json()["title"] == "Lamp"


def test_the_callers_address_and_scheme_arrive(stack: Stack) -> None:
    # What comes from this machine enters the network by its gateway.
    gateway = docker("network", "inspect", f"{stack.name}_front", "-f", "{{(index .IPAM.Config 0).Gateway}}")
    caller = stack.client.request("GET", "/api/v1/caller").json()

    assert caller["scheme"] == "https"
    assert caller["address"] == gateway.stdout.strip()


def test_a_caller_cannot_pretend_to_be_another(stack: Stack) -> None:
    honest = stack.client.request("GET", "/api/v1/caller").json()
    forged = {"X_Forwarded_For": "203.0.113.7", "X_Forwarded_Proto": "http"}
    assert stack.client.request("GET", "/api/v1/caller", **forged).json() == honest


def test_request_ids_pass_through(stack: Stack) -> None:
    answer = stack.client.request("GET", f"{ITEMS}/nothing", X_Request_ID="from-outside-7")
    assert answer.headers["x-request-id"] == "from-outside-7"
    assert answer.json()["request_id"] == "from-outside-7"
    assert '"request_id":"from-outside-7"' in stack.run("logs", "api")


def test_http_2_is_spoken_and_http_3_offered(stack: Stack) -> None:
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    tls.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", stack.https_port)) as plain,
        tls.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        assert connection.selected_alpn_protocol() == "h2"
    offer = stack.client.request("GET", "/health/live").headers["alt-svc"]
    assert f'h3=":{stack.https_port}"' in offer


def test_plain_http_leads_to_https(stack: Stack) -> None:
    class Stay(HTTPErrorProcessor):
        def http_response(self, _request: object, response: object) -> object:
            return response

    answer = build_opener(Stay).open(f"http://{HOST}:{stack.http_port}/docs", timeout=10)
    assert answer.status == 308
    assert answer.headers["location"] == f"https://{HOST}:{stack.https_port}/docs"


def test_a_request_for_another_name_is_not_told_that_all_is_well(stack: Stack) -> None:
    assert stack.client.request("GET", "/health/ready", Host="elsewhere.example").status == 421


def test_answers_are_compressed_and_guarded(stack: Stack) -> None:
    answer = stack.client.request("GET", "/openapi.json", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_that_is_too_large_is_a_problem_document(stack: Stack, declared: bool) -> None:  # noqa: FBT001
    body = {"title": "x" * 1_100_000}
    length = {} if declared else {"Transfer_Encoding": "chunked"}
    answer = stack.client.request("POST", ITEMS, body, **length)
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_slow_head_is_cut(stack: Stack) -> None:
    began = time.monotonic()
    tls = stack.client.tls
    with (
        socket.create_connection(("127.0.0.1", stack.https_port)) as plain,
        tls.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        connection.settimeout(40)
        connection.sendall(f"GET /health/live HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
        assert connection.recv(1) == b""
    assert time.monotonic() - began > 8
