"""A sweep that looks only where a pair may have become another finds what one of all documents finds."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from corpus.extract import extract
from corpus.facts import facts_of
from corpus.relations import relations_of
from registry.memory import Memory
from registry.records import Document, Fact, Source
from rules.catalog import RULES
from rules.conflicts import book, candidates, nearby, vocabulary
from rules.conflicts.pairing import Measure
from rules.conflicts.pairs import Pair, crowd_of, pairs_of_all
from rules.registry_view import RegistryView
from tests.rules.office import Office, found, swept_and_saved, unfounded

GROUP = tuple(rule for rule in RULES if rule.group in ("C", "E"))
PLACES = ("兰台区", "兰台区", "兰台区", "望海市", "松山区", "望海市兰台区", "兰台区白水镇", "")
MATTERS = ("养犬登记", "停车收费", "供热补贴", "征收土地补偿安置", "殡葬服务")
OFFICES = ("人民政府", "人民政府办公室", "民政局", "城市管理局")
#: What a text may say besides, so that the weights of words shift.
ASIDES = ("沟渠护坡", "路灯立杆", "围栏标牌", "泵房管线", "苗木花箱", "炉具罐体", "棚屋墓碑", "桥涵路肩")
WORDS = ("申请人", "责任人", "经营单位", "主管部门")
PRIORITY = "本办法与以前的{matter}规定不一致的，以本办法为准。"


def text_of(chance: Random, matter: str, kind: str) -> str:
    """The articles of a text on a matter, with figures of its own."""
    articles = [f"为了规范{matter}，制定本{kind}。"]
    articles += [
        f"{matter}的{chance.choice(WORDS)}应当自{chance.choice(('受理', '变更'))}之日起{chance.choice((5, 10, 15))}日内办理{matter}手续。",
        f"{matter}标准为每处{chance.choice((500, 800, 2000))}元，由{chance.choice(OFFICES[2:])}负责{matter}的日常管理。",
        f"{chance.choice(ASIDES)}与{chance.choice(ASIDES)}的{matter}参照执行，{chance.choice(ASIDES)}除外。",
    ]
    if chance.random() < 0.3:
        articles.append(PRIORITY.format(matter=matter))
    return "\n".join(f"第{'一二三四五六七'[n]}条　{article}" for n, article in enumerate(articles))


def document(chance: Random, n: int) -> Document:
    place, matter = chance.choice(PLACES), chance.choice(MATTERS)
    kind, office = chance.choice(("办法", "规定", "通知")), chance.choice(OFFICES)
    year, series = chance.randint(2019, 2025), ""
    if chance.random() < 0.25:
        place, kind, office, series = "兰台区", "通知", OFFICES[0], f"{year}年度"
    issuer = place + office if place else ""
    title = f"{place}{series}{matter}管理{kind}"
    made = date(year, 1, 1) + timedelta(days=chance.randrange(300))
    day = f"{made.year}年{made.month}月{made.day}日"
    text = f"{title}\n{place[:1]}政发〔{year}〕{n}号\n{text_of(chance, matter, kind)}\n本{kind}自{day}起施行。\n{issuer}\n{day}"
    return understood(f"d{n:02}", text)


def understood(document_id: str, text: str) -> Document:
    reading = extract(text, {})
    return Document(
        document_id,
        tuple(facts_of(reading, {})),
        relations=relations_of(reading),
        text=text,
        reading=reading.to_json(),
        revision=1,
    )


class Drafters(Office):
    """An office whose documents are about few matters."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        made = (document(chance, n) for n in range(48))
        super().__init__(seed, {d.id: replace(d, revision=n) for n, d in enumerate(made, 1)}, away=6)

    def say(self, name: str, value: object) -> None:
        self.put_fact(self.any(), name, value)

    def put_fact(self, of: Document, name: str, value: object) -> None:
        facts = [f for f in of.facts if f.field != name]
        self.put(replace(of, facts=(Fact(name, value, Source.REVIEWER), *facts)))

    def change_a_figure(self) -> None:
        of = self.any()
        self.understand(of, of.text.replace("日内", "0日内") if self.chance.random() < 0.5 else of.text.replace("处5", "处6"))  # fmt: skip

    def write_anew(self) -> None:
        of = self.any()
        head, _, rest = of.text.partition("第一条")
        tail = rest[rest.rfind("\n本") :]
        matter = self.chance.choice(MATTERS)
        self.understand(of, f"{head}{text_of(self.chance, matter, '办法')}{tail}")

    def copy_another(self) -> None:
        """A document gets the articles of another one, and a word of its own."""
        of, other = self.any(), self.any()
        head, _, _ = of.text.partition("第一条")
        _, mark, articles = other.text.partition("第一条")
        self.understand(of, head + mark + articles.replace("参照", self.chance.choice(("参照", "比照"))))

    def repeal_another(self) -> None:
        of, other = self.any(), self.any()
        self.understand(of, f"{of.text}\n《{other.title}》（{other.number}）同时废止。\n")

    def let_one_lapse(self) -> None:
        self.say("expires_on", self.chance.choice(("2024-12-31", "2029-12-31")))

    def move_in_time(self) -> None:
        self.say("signed_on", (date(2019, 1, 1) + timedelta(days=self.chance.randrange(2400))).isoformat())

    def give_to_another_maker(self) -> None:
        place = self.chance.choice(PLACES)
        self.say("issuers", [place + self.chance.choice(OFFICES)] if place else [])

    def retitle(self) -> None:
        year = self.chance.choice(("", "2021年度", "2024年度"))
        title = f"兰台区{year}{self.chance.choice(MATTERS)}管理{self.chance.choice(('办法', '规定'))}"
        of = self.any()
        self.put_fact(of, "title", title)
        self.put_fact(self.held[of.id], "inner_title", title)

    def bring_a_new_one_in(self) -> None:
        self.put(document(self.chance, len(self.held) + len(self.away)))

    def load_up(self) -> None:
        """Many texts say one thing more, so that it says little of each."""
        aside = self.chance.choice(ASIDES)
        for id in self.chance.sample(sorted(self.held), 9):
            of = self.held[id]
            self.understand(of, of.text.replace("参照执行", f"和{aside}参照执行"))


DRAFTS: tuple[Callable[[Drafters], None], ...] = (
    Drafters.change_a_figure,
    Drafters.write_anew,
    Drafters.copy_another,
    Drafters.copy_another,
    Drafters.repeal_another,
    Drafters.let_one_lapse,
    Drafters.move_in_time,
    Drafters.give_to_another_maker,
    Drafters.retitle,
    Drafters.bring_a_new_one_in,
    Drafters.load_up,
    Drafters.take_a_document_out,
    Drafters.bring_a_document_in,
    Drafters.settle_a_finding,
    Drafters.open_a_finding_again,
)


@pytest.fixture(autouse=True)
def _small_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "TOO_COMMON", 5)
    monkeypatch.setattr(nearby, "TOO_COMMON", 5)
    monkeypatch.setattr(nearby, "NEXT", 2)
    monkeypatch.setattr(vocabulary, "_TELLING", 10)


@pytest.mark.parametrize("seed", range(5))
def test_a_sweep_after_edits_finds_the_same_between_documents(seed: int, tmp_path: Path) -> None:
    office = Drafters(seed)
    swept_and_saved(office, tmp_path, rules=GROUP)
    fewest = len(office.held)
    for _ in range(10):
        for edit in office.chance.sample(DRAFTS, office.chance.choice((1, 1, 1, 4))):
            edit(office)
        result = swept_and_saved(office, tmp_path, rules=GROUP)
        fewest = min(fewest, len(set(office.read)))
        assert found(result) == found(office.sweep(rules=GROUP))
        assert not unfounded(office, tmp_path)
    assert fewest < len(office.held)


def test_the_office_has_pairs_and_crowds_and_something_is_found() -> None:
    offices = [Drafters(seed) for seed in range(5)]
    found = [f for office in offices for f in office.sweep(rules=GROUP).findings if f.outcome == "hit"]
    assert {f.rule for f in found} >= {"C-02", "C-03", "C-04", "C-05", "C-08", "C-09", "C-10", "C-11"}
    view = RegistryView(offices[0].held.values(), as_of=date(2026, 11, 1))
    assert len(pairs_of_all(view)) > 40
    assert sum(crowd_of(view, doc.id) > 0 for doc in view) > 5


def noted(name: str, issuer: str, title: str, text: str, number: str = "") -> Document:
    given = {"title": title, "inner_title": title, "issuers": [issuer], "signed_on": "2020-06-01"}
    facts = [Fact(field, value, Source.REVIEWER) for field, value in given.items()]
    if number:
        facts.append(Fact("number", number, Source.REVIEWER))
    return replace(understood(name, text), facts=tuple(facts))


def held_by(*documents: Document) -> Office:
    return Office(0, {d.id: replace(d, revision=n) for n, d in enumerate(documents, 1)}, away=0)


_NOTICE = "征收土地补偿安置公告"


def crowd_of_seven() -> list[Document]:
    made = ((n, f"{n}口鱼塘的补偿费自公告之日起{n + 3}日内支付。") for n in range(1, 8))
    texts = [noted(f"c{n}", "兰台区人民政府", _NOTICE, text, f"兰政发〔2020〕{n}号") for n, text in made]
    return [
        replace(d, facts=(Fact("signed_on", f"2020-01-0{n}", Source.REVIEWER), *d.facts))
        for n, d in enumerate(texts, 1)
    ]


def test_who_ends_one_of_a_crowd_from_elsewhere_is_noticed(tmp_path: Path) -> None:
    office = held_by(*crowd_of_seven(), noted("end", "松山区民政局", "会务安排", "会务安排照旧。"))
    swept_and_saved(office, tmp_path, rules=GROUP)
    view = RegistryView(office.held.values(), as_of=office.as_of)
    assert crowd_of(view, "c1") == 7
    facts = office.held["end"].facts
    office.understand(office.held["end"], f"《{_NOTICE}》（兰政发〔2020〕3号）自2021年1月1日起同时废止。")
    office.put(replace(office.held["end"], facts=facts))
    assert found(swept_and_saved(office, tmp_path, rules=GROUP)) == found(office.sweep(rules=GROUP))
    assert not unfounded(office, tmp_path)
    assert not RegistryView(office.held.values(), as_of=office.as_of).live("c3")


def test_who_of_a_crowd_moves_in_time_has_other_neighbours(tmp_path: Path) -> None:
    office = held_by(*crowd_of_seven())
    swept_and_saved(office, tmp_path, rules=GROUP)
    before = pairs_of_all(RegistryView(office.held.values(), as_of=office.as_of))
    first = office.held["c1"]
    office.put(replace(first, facts=(Fact("signed_on", "2021-01-01", Source.REVIEWER), *first.facts)))
    assert found(swept_and_saved(office, tmp_path, rules=GROUP)) == found(office.sweep(rules=GROUP))
    assert not unfounded(office, tmp_path)
    after = pairs_of_all(RegistryView(office.held.values(), as_of=office.as_of))
    assert [(p.one.id, p.other.id) for p in before] != [(p.one.id, p.other.id) for p in after]


def test_a_passage_that_comes_to_stand_everywhere_is_no_clue_any_more(tmp_path: Path) -> None:
    passage = "百千万一二三的了和与及或在为由对将应可不者等本区县该其之以向从把被使所就且但而并于也至自起内后前每各有是"
    two = [
        noted("a", "兰台区民政局", "沟渠护坡", f"沟渠护坡。{passage}"),
        noted("b", "兰台区财政局", "围栏标牌", f"围栏标牌。{passage}"),
    ]
    others = [noted(f"o{n}", "松山区民政局", f"会务安排{n}", f"会务安排{n}。") for n in range(14)]
    office = held_by(*two, *others)
    swept_and_saved(office, tmp_path, rules=GROUP)
    compared = [
        (pair.one.id, pair.other.id)
        for pair in pairs_of_all(RegistryView(office.held.values(), as_of=office.as_of))
    ]
    assert ("a", "b") in compared
    for other in others:
        office.put(replace(other, text=other.text + passage))
    swept_and_saved(office, tmp_path, rules=GROUP)
    view = RegistryView(office.held.values(), as_of=office.as_of)
    assert ("a", "b") not in [(pair.one.id, pair.other.id) for pair in pairs_of_all(view)]
    assert not unfounded(office, tmp_path)


def test_words_that_come_to_say_less_make_two_texts_less_alike(tmp_path: Path) -> None:
    """Neither of the two is another, but their closeness, on which it rests whether both claim to prevail in one field."""
    #: What belongs to no word, so that the two share few passages.
    signs = "的了和与及或在为由对将应可不者等本区县该其之以向从把被使所就且但而并于也至自起内后前每各有是无按照经过到个"
    said = "河长报送台账。不一致的，以本规程为准。"
    two = [
        noted(name, "兰台区民政局", title, f"{title}{signs[::step]}{signs[1::step]}。{said}")
        for name, title, step in (("a", "沟渠护坡规程", 1), ("b", "沟渠排练规程", -1))
    ]
    others = [noted(f"o{n}", "松山区民政局", f"会务安排{n}", f"会务安排{n}。") for n in range(14)]
    office = held_by(*two, *others)

    def seen() -> tuple[bool, bool]:
        every = pairs_of_all(RegistryView(office.held.values(), as_of=office.as_of))
        (pair,) = (pair for pair in every if pair.one.id == "a")
        findings = office.sweep(rules=GROUP).findings
        return pair.closeness >= 0.5, any((f.document_id, f.rule) == ("a", "C-05") for f in findings)

    swept_and_saved(office, tmp_path, rules=GROUP)
    assert seen() == (True, True)
    for other in others[:4]:
        office.put(replace(other, text=f"{other.text}送台账、河长。"))
    assert found(swept_and_saved(office, tmp_path, rules=GROUP)) == found(office.sweep(rules=GROUP))
    assert not unfounded(office, tmp_path)
    assert seen() == (False, False)


def test_clashes_rest_on_whether_the_open_questions_are_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two measures of one closeness, in which the passages lead: only in one are words near enough for weighing."""
    asked: list[bool] = []

    def clashes(*_: object, weighed: bool, **__: object) -> tuple[()]:
        asked.append(weighed)
        return ()

    monkeypatch.setattr(book, "clashes", clashes)
    texts = [noted(name, "兰台区民政局", "养犬登记办法", "第一条　养犬登记。") for name in "ab"]
    with closing(Memory(tmp_path / "kept.db", "stamp")) as memory:
        for topic in (0.13, 0.14, 0.14):
            registry = RegistryView(texts, as_of=date(2026, 11, 1))
            registry.memory = memory
            one, other = registry.documents
            how = Measure(matter=0.0, held=0.5, alike=0.3, topic=topic, apart=False, shared=None)
            book.book_of(registry).clashes(Pair(one, other, how), one)
    assert asked == [False, True]
