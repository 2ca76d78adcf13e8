"""What other apps and web pages may call."""

from harness import (
    UNREAD_FILES,
    AppLink,
    Component,
    Package,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)

BRIDGES = {
    "android.webkit.WebView.addJavascriptInterface": "addJavascriptInterface",
    "android.webkit.WebSettings.setAllowFileAccess": "setAllowFileAccess",
    "android.webkit.WebSettings.setAllowFileAccessFromFileURLs": "setAllowFileAccessFromFileURLs",
    "android.webkit.WebSettings.setAllowUniversalAccessFromFileURLs": "setAllowUniversalAccessFromFileURLs",
}


@check(
    id="mobile/other-apps",
    requirement="MOB-06",
    title="Other apps and pages can call only what is meant for them",
    severity=Severity.MEDIUM,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def other_apps(package: Package) -> Verdict:
    """
    ## What it checks
    Web addresses that open the app ask Android to prove that the site is the maker's. Parts that any other app may
    call, and code that opens web views to files or to code of the app, are shown for a person to judge, with the
    classes that do so.
    ## Why it matters
    Another app on the device, or a page that the app shows, should not get at the pupil's data.
    ## What it cannot see
    What an open part gives to who calls it, and whether the site really confirms the link. That takes a device.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    links = [one for one in package.of(AppLink) if one.scheme in ("http", "https")]
    loose = [one for one in links if one.hosts and not one.verified]
    if loose:
        hosts = {host for one in loose for host in one.hosts}
        return fail("Links to {hosts} open the app without proof that the site is its own.", hosts=hosts, proof=loose)
    components = package.of(Component)
    exposed = [one for one in components if one.open]
    if exposed:
        names = {one.name for one in exposed}
        return review("Any other app may call these parts: {names}.", names=names, proof=exposed)
    calls = [(code, call) for code in package.code for call in code.calls if call in BRIDGES]
    bridges = {told for code, call in calls for told in code.called(call, BRIDGES[call])}
    if bridges:
        told = "Web views are opened to files or to code of the app: {calls}."
        return review(told, calls=bridges, proof=package.code)
    told = "None of the {count} parts is open to any other app."
    return ok(told, count=len(components), examined=[head, *components, *links])
