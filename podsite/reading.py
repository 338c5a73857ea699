"""What is sent is read to its end, wanted or not: a browser that is cut off while it sends shows no answer."""

#: Bytes that are read and forgotten, and at once. The web server in front has a limit of its own.
MOST, CHUNK = 64 * 1024 * 1024, 64 * 1024


class ReadsOn:
    """A WSGI application that reads what another has left of the body of a request, before its answer is sent."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        answer = self.application(environ, start_response)
        if environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
            read_on(environ["wsgi.input"])
        return answer


def read_on(stream):
    left = MOST
    try:
        while left > 0 and (piece := stream.read(CHUNK)):
            left -= len(piece)
    except Exception:  # Each server has errors of its own for one who has gone, or sends what is no body.
        return
