"""An issuer of identities on this machine, as a city has one."""

import base64
import hashlib
import html
import json
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


WHO = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Anmelden</title>
<h1>Als wer anmelden?</h1><form><input type="hidden" name="wish" value="{wish}">
<p><label>Rolle <select name="role"><option value="clerk">Schalter</option>
<option value="info-desk">Infotheke</option><option value="lead">Leitung</option></select></label>
<p><label>Büro <input name="office" required autofocus></label> <button>Anmelden</button></form>"""


class Issuer:
    """An issuer of identities: its discovery document, its keys, its tokens, and a
    page on which anybody can be anybody."""

    def __init__(self):
        self.codes = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, query = self.path.partition("?")
                if path == "/authorize":
                    return self.authorize(query)
                documents = {
                    "/.well-known/openid-configuration": {
                        "issuer": issuer.url, "jwks_uri": f"{issuer.url}/keys",
                        "authorization_endpoint": f"{issuer.url}/authorize",
                        "token_endpoint": f"{issuer.url}/token",
                    },
                    "/keys": {"keys": [issuer.public()]},
                }
                document = documents.get(self.path)
                self.send_response(200 if document else 404)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def authorize(self, query):
                """Asks who somebody is; then sends them back as whom they say."""
                said = dict(urllib.parse.parse_qsl(query))
                back = "wish" in said
                self.send_response(303 if back else 200)
                if back:
                    claims = {"role": said["role"], "office": said["office"]}
                    self.send_header("Location", issuer.sign_in("?" + said["wish"], **claims))
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if not back:
                    self.wfile.write(WHO.format(wish=html.escape(query)).encode())

            def do_POST(self):
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = dict(urllib.parse.parse_qsl(form))
                wish, claims = issuer.codes.pop(asked["code"], ({}, {}))
                proof = hashlib.sha256(asked["code_verifier"].encode()).digest()
                same = all(wish.get(n) == asked[n] for n in ("client_id", "redirect_uri"))
                good = same and wish["code_challenge"] == issuer.text(proof)
                self.send_response(200 if good else 400)
                self.end_headers()
                if good:
                    claims = {"nonce": wish["nonce"], "aud": wish["client_id"]} | claims
                    whole = {"role": "", "office": ""} | claims
                    token = issuer.token(**whole).removeprefix("Bearer ")
                    self.wfile.write(json.dumps({"id_token": token}).encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sign_in(self, address, **claims):
        """Somebody signs in who was sent to this address: where they are sent back to."""
        wish = dict(urllib.parse.parse_qsl(address.partition("?")[2]))
        assert (wish["response_type"], wish["code_challenge_method"]) == ("code", "S256")
        code = uuid.uuid4().hex
        self.codes[code] = (wish, claims)
        back = urllib.parse.urlencode({"code": code, "state": wish["state"]})
        return f"{wish['redirect_uri']}?{back}"

    @staticmethod
    def text(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def public(self):
        numbers = self.key.public_key().public_numbers()
        as_text = lambda n: self.text(n.to_bytes((n.bit_length() + 7) // 8, "big"))
        return {
            "kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig",
            "n": as_text(numbers.n), "e": as_text(numbers.e),
        }

    def token(self, role, office, **other):
        """A bearer token for staff; `other` claims replace the right ones."""
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "wertmarke", "sub": "1", "iat": now - 5, "exp": now + 600,
            "role": role, "office": office,
        } | other
        header = {"alg": "RS256", "kid": "1"}
        parts = [self.text(json.dumps(part).encode()) for part in (header, claims)]
        signed = ".".join(parts).encode()
        signature = self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return f"Bearer {'.'.join(parts)}.{self.text(signature)}"
