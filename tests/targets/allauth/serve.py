"""The school by HTTPS, with its scripts; the name of its identity provider is known here as it would be in /etc/hosts."""

import json
import os
import socket
import ssl
from pathlib import Path

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

HOUSE = json.loads(Path(os.environ["SCHOOL"]).read_text(encoding="utf-8"))["house"]
looked_up = socket.getaddrinfo


class Server(ThreadedWSGIServer):  # type: ignore[misc]
    """A visitor who is slow to greet keeps nobody else waiting."""

    def get_request(self) -> tuple[ssl.SSLSocket, str]:
        connection, address = super().get_request()
        return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def setup_environ(self) -> None:
        super().setup_environ()
        self.base_environ["HTTPS"] = "on"


def find(host: str, *more: object, **named: object) -> object:
    """Where a host is."""
    return looked_up("127.0.0.1" if host == HOUSE["provider"] else host, *more, **named)


socket.getaddrinfo = find
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(HOUSE["certificate"])
server = Server(("127.0.0.1", HOUSE["port"]), WSGIRequestHandler)
server.set_app(StaticFilesHandler(get_wsgi_application()))
server.serve_forever()
