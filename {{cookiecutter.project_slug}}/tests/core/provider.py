"""An identity provider that publishes its keys on the loopback, and can fail."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEYS: dict[str, Any] = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
FAULTS = {
    "garbage": (200, "<html>"),
    "list": (200, "[]"),
    "error": (500, "{}"),
}


class Provider:
    issuer = "https://id.example"
    audience = "my-api"

    def __init__(self) -> None:
        self.asked = 0
        self.publish(*KEYS)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1")
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/keys"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()

    def publish(self, *algorithms: str) -> None:
        self._fault = ""
        keys = [
            jwt.get_algorithm_by_name(name).to_jwk(
                KEYS[name].public_key(), as_dict=True
            )
            | {"kid": name, "use": "sig"}
            for name in algorithms
        ]
        self._answer = 200, json.dumps({"keys": keys})

    def fail(self, fault: str) -> None:
        self._fault = fault
        if fault == "away":
            self._server.close()
        self._answer = FAULTS.get(fault, self._answer)

    def issue(
        self, algorithm: str, header: dict[str, str] | None = None, **changed: object
    ) -> str:
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": "ada",
            "exp": datetime.now(UTC) + timedelta(hours=1),
        }
        given = {
            name: value
            for name, value in (claims | changed).items()
            if value is not None
        }
        headers = {"kid": algorithm} | (header or {})
        return jwt.encode(given, KEYS[algorithm], algorithm, headers=headers)

    def public_pem(self, algorithm: str) -> bytes:
        pem: bytes = (
            KEYS[algorithm]
            .public_key()
            .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
        return pem

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        if self._fault == "slow":
            await reader.read()  # until the other side has lost its patience
        else:
            await asyncio.sleep(0.02)  # as over a network
            status, body = self._answer
            writer.write(
                f"HTTP/1.1 {status} Whatever\r\nConnection: close\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
        writer.close()
