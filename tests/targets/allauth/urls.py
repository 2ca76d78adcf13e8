"""The pages of allauth, and one that says who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.html import format_html

PAGE = """<!doctype html><html lang="en"><title>School</title><h1>School</h1><p>Signed in as {} {}, {}.</p>
<nav><a href="/accounts/password/change/">Change password</a> <a href="/accounts/email/">E-mail</a>
<a href="/accounts/logout/">Sign out</a></nav></html>"""


@login_required  # type: ignore[untyped-decorator]
def home(request: HttpRequest) -> HttpResponse:
    """Whose account it is."""
    who = request.user
    return HttpResponse(format_html(PAGE, who.first_name, who.last_name, who.email))


urlpatterns = [path("", home), path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]
