"""A pupil's own server, as small as one can be: it shows what the pupil noted to whom the hub lets in."""

import os
from urllib.parse import urlsplit

from jupyterhub.services.auth import HubOAuthCallbackHandler, HubOAuthenticated
from tornado import ioloop, web

OWNER = os.environ["JUPYTERHUB_USER"]
BASE = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
PLACE = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])


class Notes(HubOAuthenticated, web.RequestHandler):  # type: ignore[misc]
    """The one page."""

    @web.authenticated  # type: ignore[untyped-decorator]
    def get(self) -> None:
        self.write(f"<!doctype html><title>Notes</title><h1>Notes</h1><p>Noted by {OWNER}: x = 4271</p>")


web.Application(
    [(BASE, Notes), (f"{BASE}oauth_callback", HubOAuthCallbackHandler)], cookie_secret=os.urandom(32)
).listen(PLACE.port, PLACE.hostname)
ioloop.IOLoop.current().start()
