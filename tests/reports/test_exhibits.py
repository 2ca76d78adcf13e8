"""The appendix: each piece of proof once, the gravest first, bounded, and only real pictures."""

from __future__ import annotations

from harness.model.report import Proof
from harness.reports import exhibits
from harness.reports.exhibits import Exhibits, picture
from harness.reports.outline import Outline
from tests.reports.example import SCREENSHOT, ExampleBundle, example_report, png
from tests.reports.example_rows import TRAFFIC, proof, sha256


def test_shared_proof_is_one_exhibit() -> None:
    report = example_report()
    shown = Exhibits(Outline(report), ExampleBundle())
    assert [item.number for item in shown.items] == [1, 2, 3, 4]
    assert shown.items[0].used_by == ("TRK-04", "TRK-01")
    assert shown.numbers(report.findings[1:2]) == [1, 2]


def test_without_a_bundle_the_pointer_stays_and_says_so() -> None:
    item = Exhibits(Outline(example_report()), None).items[0]
    assert item.proof.at == f"{TRAFFIC}#12"
    assert item.notes == (exhibits.NO_BUNDLE,)


def test_record_that_is_not_there_is_told() -> None:
    assert Exhibits(Outline(example_report()), ExampleBundle()).items[1].notes == (exhibits.NOT_THERE,)


def test_screenshot_is_embedded_once() -> None:
    report = example_report()
    changed = [
        finding.model_copy(update={"proof": (proof("pages", "a#1"), proof("shot", f"blobs/{sha256(SCREENSHOT)}"))})
        for finding in report.findings[:1]
    ]
    bundle = ExampleBundle({"a#1": {"url": "x", "shot": sha256(SCREENSHOT)}})
    first, second = Exhibits(Outline(report.model_copy(update={"findings": tuple(changed)})), bundle).items
    assert first.image is not None
    assert (first.image.width, first.image.height) == (320, 200)
    assert second.image is None
    assert second.notes == (exhibits.SHOWN_BEFORE,)


def test_large_screenshot_is_not_embedded() -> None:
    large = png(2, 2) + b"\0" * 500_000
    bundle = ExampleBundle({"sessions/anonymous-visit/pages.jsonl#0": {"shot": sha256(large)}})
    bundle.blobs[sha256(large)] = large
    item = Exhibits(Outline(example_report()), bundle).items[3]
    assert item.image is None
    assert item.notes == (exhibits.NOT_SHOWN,)


def test_only_real_pictures_pass() -> None:
    assert picture(b"<svg onload=alert(1)>") is None
    assert picture(b"GIF89a") is None
    assert picture(png(30_000, 1)) is None
    jpeg = picture(b"\xff\xd8\xff\xe0rest")
    assert jpeg is not None
    assert jpeg.kind == "image/jpeg"


def _proofs(start: int, count: int) -> list[Proof]:
    return [proof("traffic", f"t#{number}") for number in range(start, start + count)]


def test_personas_with_the_same_result_share_its_proof() -> None:
    report = example_report()
    first = report.findings[0]
    same = tuple(
        first.model_copy(update={"persona": name, "proof": tuple(_proofs(index * 9, 9))})
        for index, name in enumerate(("pupil", "teacher"))
    )
    shown = Exhibits(Outline(report.model_copy(update={"findings": same})), None)
    assert [item.proof.at for item in shown.items] == ["t#0", "t#9", "t#1", "t#10"]
    assert shown.left_out(same) == 14


def test_appendix_is_bounded_and_says_what_is_left_out() -> None:
    report = example_report()
    first = report.findings[0]
    many = tuple(
        first.model_copy(update={"check": f"c/{row}", "proof": tuple(_proofs(row * 9, 9))}) for row in range(100)
    )
    shown = Exhibits(Outline(report.model_copy(update={"findings": many})), None)
    assert len(shown.items) == exhibits.MAX_EXHIBITS
    assert shown.left_out(many[:1]) == 9 - exhibits.PER_RESULT
    assert shown.left_out(many[99:]) == 9
