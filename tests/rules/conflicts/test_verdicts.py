"""A reviewer's verdict on a clash holds while both passages stand, from whichever side it is seen."""

from datetime import date
from typing import Any

from registry.records import Document, Finding, Waiver
from rules.catalog import RULES
from rules.engine import SweepResult, sweep
from rules.profiles import load_profile
from rules.registry_view import RegistryView
from rules.waivers import PEER
from tests.rules.casework import document_of
from tests.rules.conflicts.pairwork import written

DAY = date(2026, 11, 1)
MINE = "养犬人应当自取得犬只之日起15日内到所在地派出所办理养犬登记。"
THEIRS = "饲养犬只的，自取得犬只之日起30日内向居住地派出所办理养犬登记。"
FILLING = (
    "为了规范养犬行为，制定本办法。",
    "养犬人应当及时清除犬只排泄的粪便。",
    "居民委员会可以制定养犬公约。",
)


def _document(id: str, *articles: str, **other: Any) -> Document:
    header = {
        "title": "兰河区养犬管理办法",
        "issuer": "兰河区人民政府",
        "number": "兰河政规〔2022〕3号",
        "made": "2022-04-12",
    }
    text = written({**header, "articles": articles, **other})
    return document_of({"text": text, "no_ledger": True}, id)


def _a(*extra: str, passage: str = MINE) -> Document:
    return _document("a", *extra, *FILLING, passage)


def _b(*extra: str, passage: str = THEIRS) -> Document:
    return _document(
        "b", *extra, *FILLING, passage,
        title="关于犬只登记管理的通知", issuer="兰河区公安分局", number="兰河公发〔2023〕15号", made="2023-09-05",
    )  # fmt: skip


def _sweep(*documents: Document, waivers: tuple[Waiver, ...] = ()) -> SweepResult:
    rules = [r for r in RULES if r.code == "C-02"]
    return sweep(documents, as_of=DAY, profile=load_profile("辽宁"), rules=rules, waivers=waivers)


def _hits(result: SweepResult) -> dict[str, Finding]:
    return {f.document_id: f for f in result.findings if f.outcome == "hit"}


def _about(document: Document, *others: Document) -> str:
    """The `about` of the hit on a document, as the check gives it."""
    from rules.base import Context, Hit

    view = RegistryView([document, *others], as_of=DAY)
    rule = next(r for r in RULES if r.code == "C-02")
    context = Context(profile=load_profile("辽宁"), registry=view)
    (hit,) = [h for h in rule.check(view.documents[0], context) if isinstance(h, Hit)]
    return hit.about


def _verdict(document_id: str, about: str) -> Waiver:
    return Waiver("C-02", document_id, "两处是不同环节", "李", DAY, None, about)


def test_both_sides_are_asked_and_say_the_same_of_what_it_is_about() -> None:
    assert set(_hits(_sweep(_a(), _b()))) == {"a", "b"}
    assert _about(_a(), _b()) == _about(_b(), _a())


def test_a_verdict_settles_both_sides() -> None:
    result = _sweep(_a(), _b(), waivers=(_verdict("a", _about(_a(), _b())),))
    assert not _hits(result)
    assert not result.unused_waivers


def test_a_verdict_holds_in_new_versions_that_keep_the_passages() -> None:
    waiver = _verdict("a", _about(_a(), _b()))
    newer = _a("本办法适用于本区城区。", "重点管理区由区人民政府划定，公示期为10日。")
    assert not _hits(_sweep(newer, _b(), waivers=(waiver,)))
    assert not _hits(_sweep(_a(), _b("各派出所应当在5日内建立台账。"), waivers=(waiver,)))


def test_a_passage_that_changed_is_asked_again() -> None:
    waiver = _verdict("a", _about(_a(), _b()))
    changed = _a(passage=MINE.replace("15日", "20日"))
    assert set(_hits(_sweep(changed, _b(), waivers=(waiver,)))) == {"a", "b"}
    other = _b(passage=THEIRS.replace("30日", "60日"))
    assert set(_hits(_sweep(_a(), other, waivers=(waiver,)))) == {"a", "b"}


def test_a_waiver_for_a_peer_leaves_the_others() -> None:
    third = _document(
        "c", *FILLING, THEIRS.replace("30日", "45日"),
        title="关于养犬登记工作的通知", issuer="兰河区农业农村局", number="兰河农发〔2024〕2号", made="2024-02-05",
    )  # fmt: skip
    before = [f for f in _sweep(_a(), _b(), third).findings if f.document_id == "a"]
    assert {p for f in before for p in f.peers} == {"b", "c"}
    waiver = _verdict("a", f"{PEER}b")
    after = [f for f in _sweep(_a(), _b(), third, waivers=(waiver,)).findings if f.document_id in "ab"]
    assert {(f.document_id, p) for f in after for p in f.peers} == {("a", "c"), ("b", "c")}
