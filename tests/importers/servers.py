"""A server of the web on this machine, for tests: answers as it is told, byte by byte where that matters."""

import socket
import threading
from contextlib import contextmanager

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=UTF-8\r\n"


def answer(body=b"", *headers, status="200 OK"):
    """A whole answer; ``headers`` are lines."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(to, status="302 Found"):
    return answer(b"elsewhere", f"Location: {to}", status=status)


class Served:
    """``pages`` are bytes, iterables of bytes or functions of the request that give one, by path.

    ``requests`` holds what came in, head and body. A path that is not there gets a 404.
    """

    def __init__(self, listener):
        self.listener, self.pages, self.requests = listener, {}, []
        self.port = listener.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.host}"

    def run(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        with connection:
            connection.settimeout(10)
            try:
                request = self.read(connection)
                self.requests.append(request)
                page = self.pages.get(request.split(" ")[1].partition("?")[0], answer(b"", status="404 Not Found"))
                page = page(request) if callable(page) else page
                for piece in [page] if isinstance(page, bytes) else page:
                    connection.sendall(piece)
            except (OSError, IndexError):
                return

    def read(self, connection):
        received = b""
        while b"\r\n\r\n" not in received and (piece := connection.recv(4096)):
            received += piece
        head, _gap, body = received.partition(b"\r\n\r\n")
        lines = [line.lower() for line in head.split(b"\r\n")]
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        while len(body) < length and (piece := connection.recv(4096)):
            body += piece
        return f"{head.decode()}\r\n\r\n{body.decode()}"


@contextmanager
def serving():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = Served(listener)
        threading.Thread(target=served.run, daemon=True).start()
        yield served
        listener.shutdown(socket.SHUT_RDWR)
