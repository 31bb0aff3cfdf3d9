"""A city's single sign-on, small and real: OpenID Connect with the code flow and PKCE, on loopback."""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "common-ground", "a secret of the test"


@dataclass
class CitySignOn:
    """What it will say of whoever comes next."""

    claims: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def __enter__(self) -> "CitySignOn":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def configuration(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, query: str) -> str:
        """Where the browser is sent back to."""
        self.asked = {name: values[0] for name, values in parse_qs(query).items()}
        if self.refuses:
            answer = {"error": "access_denied", "state": self.asked["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self._codes[code] = self.asked
            answer = {"code": code, "state": self.asked["state"]}
        return f"{self.asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, body: str) -> dict[str, Any]:
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self._codes.pop(given["code"])
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "sub": "7", **self.claims}
        return {
            "access_token": "opaque",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "1"}),
        }

    def user(self) -> dict[str, Any]:
        return {"sub": "7", **self.claims}


def _handler(sign_on: CitySignOn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", sign_on.authorize(parts.query))
                self.end_headers()
            elif parts.path == "/userinfo":
                self._answer(sign_on.user())
            else:
                self._answer(sign_on.configuration())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(sign_on.token(body))

        def _answer(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            pass

    return Handler
