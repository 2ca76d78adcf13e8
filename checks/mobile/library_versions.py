"""Libraries of which a version is known to be weak."""

from harness import (
    Libraries,
    LibraryVersion,
    Package,
    Parameters,
    Severity,
    Verdict,
    check,
    fail,
    not_tested,
    ok,
    review,
)


@check(
    id="mobile/library-versions",
    requirement="APP-03",
    title="No library in the package has a known serious weakness",
    severity=Severity.HIGH,
    since="0.2",
    coverage="partial",
    tolerates=("manifest-unreadable", "resources-unreadable", "network-config-unreadable", "too-many-components"),
    apps=("android",),
)
def library_versions(package: Package, known: Libraries, parameters: Parameters) -> Verdict:
    """
    ## What it checks
    Libraries that tell their version (Maven and Google's files, the names that some give themselves in their code) are
    held against a short list of serious weaknesses that comes with the tool. Where builders often mend a library
    without changing its version, or a row of the list still has to be confirmed, a person looks.
    ## Why it matters
    A known weakness in a library is the first thing that an attacker tries, and the tools to do so are for sale.
    ## What it cannot see
    Libraries that tell no version (many build tools take it away) and weaknesses that are not on the list, which is far
    from whole; whether the app uses the weak part at all.
    """
    found = package.of(LibraryVersion)
    listed = [one for one in found if known.of(one.name)]
    least = parameters.number("cvss-max")
    weak = [(one, row) for one in listed for row in known.of(one.name) if row.score >= least and row.has(one.version)]
    sure = [(one, row) for one, row in weak if row.sure]
    names = {f"{row.name} {one.version} ({row.id})" for one, row in sure or weak}
    proof = [one for one, _ in sure or weak]
    if sure:
        return fail("Libraries have a known serious weakness: {libraries}.", libraries=names, proof=proof)
    if weak:
        told = "Libraries may have a known serious weakness, unless they were mended: {libraries}."
        return review(told, libraries=names, proof=proof)
    if not listed:
        return not_tested("None of the {count} libraries that tell their version is on the list.", count=len(found))
    return ok(
        "None of the {listed} libraries on the list of {day} has a serious weakness; {count} tell their version.",
        listed=len({one.name for one in listed}),
        day=known.reviewed.isoformat(),
        count=len(found),
        examined=found,
        proof=listed,
    )
