"""A certificate is checked for the name."""

import shutil
import socket
import ssl
import subprocess
import threading
import time

import pytest

from episodes.importers.fetch import fetch
from tests.importers.fetch.asking import refusal
from tests.importers.servers import Served, answer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for feeds.example that is its own authority."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl on the PATH")
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "cert.pem"
    options = (
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=feeds.example -addext subjectAltName=DNS:feeds.example"
    )
    subprocess.run(["openssl", *options.split(), "-keyout", key, "-out", file], check=True, capture_output=True)
    return key, file


@pytest.fixture
def secure(certificate, monkeypatch):
    """A server with TLS on this machine, where the names feeds.example and other.example lead."""
    key, file = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    names = []
    context.sni_callback = lambda connection, name, context: names.append(name)
    plain = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **options: plain("127.0.0.1", *more, **options) if host else []
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = SecureServed(listener, context)
        served.names = names
        threading.Thread(target=served.run, daemon=True).start()
        yield served
        listener.shutdown(socket.SHUT_RDWR)


class SecureServed(Served):
    def __init__(self, listener, context):
        super().__init__(listener)
        self.context = context

    def serve(self, connection):
        try:
            super().serve(self.context.wrap_socket(connection, server_side=True))
        except OSError:
            connection.close()


def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(secure, certificate, monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate[1]))
    secure.pages["/"] = answer(b"secret")
    host = f"feeds.example:{secure.port}"
    assert fetch(f"https://{host}/", allow=[host]).body == b"secret"
    assert secure.names == ["feeds.example"]
    assert f"\r\nHost: {host}\r\n" in secure.requests[0]
    other = f"other.example:{secure.port}"
    assert refusal(f"https://{other}/", allow=[other]) == (
        "other.example can't be fetched from: its certificate is not valid for it."
    )


def test_a_certificate_of_nobody_known_is_refused(secure):
    host = f"feeds.example:{secure.port}"
    assert "its certificate is not valid for it" in refusal(f"https://{host}/", allow=[host])
    assert secure.requests == []


def test_a_handshake_that_dawdles_is_left(served):
    served.read = lambda connection: time.sleep(3) or "GET / "
    assert "took longer than 0.6 seconds" in refusal(f"https://{served.host}/", seconds=0.6)
