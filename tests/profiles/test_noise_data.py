"""The browser noise that ships: it must explain the browser and never excuse the app."""

from __future__ import annotations

import pytest

from harness.catalogue.noise import builtin_noise

NOISE = builtin_noise()
BROWSER = [
    ("clients2.google.com", "/service/update2/crx"),
    ("update.googleapis.com", "/service/update2/json"),
    ("optimizationguide-pa.googleapis.com", "/v1:GetModels"),
    ("accounts.google.com", "/ListAccounts?gpsia=1"),
    ("safebrowsing.googleapis.com", "/v4/threatListUpdates:fetch"),
    ("content-autofill.googleapis.com", "/v1/pages/x"),
    ("edgedl.me.gvt1.com", "/edgedl/release2/chrome_component/x"),
    ("r5---sn-abc.gvt1.com", "/edgedl/x"),
    ("redirector.gvt1.com", "/edgedl/x"),
    ("android.clients.google.com", "/c2dm/register3"),
    ("mtalk.google.com", "/"),
    ("www.google.com", "/async/newtab_promos"),
]
APP = [
    ("www.google.com", "/"),
    ("www.google.com", "/ads/ga-audiences"),
    ("www.google.com", "/recaptcha/api.js"),
    ("accounts.google.com", "/o/oauth2/v2/auth"),
    ("accounts.google.com", "/gsi/client"),
    ("www.gstatic.com", "/firebasejs/app.js"),
    ("translate.googleapis.com", "/translate_a/single"),
    ("fonts.googleapis.com", "/css2"),
    ("www.google-analytics.com", "/g/collect"),
    ("firebaseinstallations.googleapis.com", "/v1/projects"),
    ("evilclients2.google.com", "/"),
    ("clients2.google.com.evil.test", "/"),
]


@pytest.mark.parametrize(("host", "path"), BROWSER)
def test_the_browsers_own_calls_are_explained(host: str, path: str) -> None:
    assert NOISE.is_noise(host, path)


@pytest.mark.parametrize(("host", "path"), APP)
def test_what_apps_do_is_not_noise(host: str, path: str) -> None:
    assert not NOISE.is_noise(host, path)
