"""Debugging."""

from harness import UNREAD_FILES, Package, Severity, Verdict, check, fail, not_tested, ok, review

DEBUGS_VIEWS = "android.webkit.WebView.setWebContentsDebuggingEnabled"


@check(
    id="mobile/not-debuggable",
    requirement="MOB-04",
    title="The package cannot be debugged",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=(*UNREAD_FILES, "network-config-unreadable"),
    apps=("android",),
)
def not_debuggable(package: Package) -> Verdict:
    """
    ## What it checks
    The manifest does not allow debugging, the package is no test build, and its code never calls what switches the
    debugging of web views on. Such a call is left to a person: it may well stand behind a condition.
    ## Why it matters
    Whoever holds the device for a moment can read all that a debuggable app knows, sessions and pupil data included.
    ## What it cannot see
    With which value the code makes the call, and calls that it makes by a name put together while it runs.
    """
    head = package.head
    if head is None:
        return not_tested("The package has no manifest that can be read.")
    if head.may_be("debuggable", "true", "false"):
        return fail("The package can be debugged.", proof=head)
    if head.may_be("testOnly", "true", "false"):
        return fail("The package is a test build.", proof=head)
    calls = [one for one in package.code if DEBUGS_VIEWS in one.calls]
    if calls:
        told = {one for code in calls for one in code.called(DEBUGS_VIEWS, DEBUGS_VIEWS.rpartition(".")[2])}
        return review("The code can switch the debugging of web views on: {calls}.", calls=told, proof=calls)
    if not any(one.defined for one in package.code):
        return not_tested("The package holds no code that could be read.")
    return ok("The package cannot be debugged, and its code never debugs web views.", examined=[head, *package.code])
