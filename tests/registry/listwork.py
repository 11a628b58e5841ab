"""Documents and lists for the tests of what leaves the office."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from registry.lists import Lists, Standing, Suggested, make_lists
from registry.records import (
    Decision,
    Disposition,
    Document,
    Fact,
    Finding,
    Quote,
    Relation,
    RelationKind,
    Source,
    Status,
)

AS_OF = date(2026, 11, 1)
#: What a hostile file may call itself; every sink must show it as it is and run none of it.
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><!--&amp;{{ 7*7 }}",
    "标题\x00\x1b[31m红\u202e倒\ufffe",
    "\t=1",
)


def document(
    id: str, title: str, *, text: str = "", ledger: dict[str, str] | None = None, **facts: Any
) -> Document:
    """A document with facts of its text."""
    values = {"title": title, **facts}
    made = tuple(Fact(k, v, Source.TEXT) for k, v in values.items())
    return Document(id, made, text=text, ledger=ledger or {})


def finding(id: str, rule: str, message: str, disposition: str, **more: Any) -> Finding:
    basis = more.pop("basis", ("某法第三条",))
    return Finding(
        f"{rule}:{id}:-",
        rule,
        "hit",
        more.pop("severity", "M"),
        id,
        message,
        basis=basis,
        disposition=disposition,
        **more,
    )


def decision(id: str, disposition: Disposition, reason: str, **more: Any) -> Decision:
    return Decision(id, disposition, reason, "王五", datetime(2026, 10, 1, tzinfo=UTC), **more)


def sample(count: int = 0) -> Lists:
    """Lists with a document in each place, and `count` more that stay in force."""
    gov, office, bureau = "兰台区人民政府", "兰台区人民政府办公室", "兰台区民政局"
    docs = [
        document("d1", "兰台区烟花爆竹管理办法", number="兰政发〔2021〕12号", issuers=[gov], published_on="2021-03-04",
                 effective_on="2021-04-01", expires_on="2026-12-31", implementing_department="区应急管理局"),
        document("d2", "兰台区犬只管理办法", number="兰政发〔2021〕3号", issuers=[gov], published_on="2021-01-04"),
        document("d3", "关于临时救助的通知", number="兰民发〔2019〕2号", issuers=[bureau], implementing_department="区民政局"),
        document("d4", "关于供热的规定", number="兰政办发〔2010〕9号", issuers=[office], published_on="2010-10"),
        document("d5", "某会议纪要", issuers=[gov], signed_on="2020-02-02"),
        document("d6", "双河镇垃圾分类办法", number="双政发〔2018〕1号", issuers=["双河镇人民政府"], published_on="2018-01-01"),
        document("d7", "兰台区城市道路管理办法", number="兰政发〔2005〕7号", issuers=[gov], published_on="2005-01-01"),
        *(document(f"x{i}", f"兰台区第{i}号办法", number=f"兰政发〔2022〕{i}号", issuers=[gov]) for i in range(count)),
    ]  # fmt: skip
    findings = {
        "d3": [finding("d3", "N-01", "疑似机构名称过时：“区劳动局”", "修改")],
        "d4": [finding("d4", "B-01", "疑似依据的《某条例》已废止", "废止")],
    }
    suggestions = {
        "d3": Suggested("修改", ("N-01",)), "d4": Suggested("废止", ("B-01",)), "d5": Suggested("非规范性文件", ("S-01",)),
        "d6": Suggested("宣布失效", ("E-01",)), "d7": Suggested("已废止", ()),
    }  # fmt: skip
    standings = {
        "d6": Standing(
            Status.EXPIRED, "有效期至2022年12月31日，已届满", date(2023, 1, 1), date(2022, 12, 31)
        ),
        "d7": Standing(Status.REPEALED, "被《道路条例》自2015年1月1日起废止", date(2015, 1, 1)),
    }
    decisions = {"d4": decision("d4", Disposition.REPEAL, "依据的条例已废止", deadline=date(2026, 12, 1))}
    return make_lists(
        docs, as_of=AS_OF, decisions=decisions, suggestions=suggestions, findings=findings, standings=standings,
        round_name="2026年行政规范性文件清理",
    )  # fmt: skip


def hostile() -> Lists:
    """Lists in which every text is an attack."""
    docs = [
        document(f"h{i}", text, number=text, issuers=[text], implementing_department=text)
        for i, text in enumerate(HOSTILE)
    ]
    decisions = {d.id: decision(d.id, Disposition.REPEAL, d.title) for d in docs[::2]}
    return make_lists(docs, as_of=AS_OF, decisions=decisions, round_name=HOSTILE[4])


def with_words(document: Document, old: str, new: str) -> Document:
    """The document with other words in its text, articles marked anew."""
    return with_articles(document.id, (old, new))


def with_articles(id: str = "w1", words: tuple[str, str] = ("", "")) -> Document:
    """A document with a text whose articles are marked as the extraction marks them."""
    title = "兰台区采石管理办法"
    articles = [
        "第一条　根据《采石条例》，制定本办法。",
        "第二条　区国土资源局负责采石的监督管理。原国土资源局的档案由区档案馆保存。",
        "第三条　采石企业应当向区国土资源局报告。",
        "第四条　未经许可不得采石。",
    ]
    articles = [line.replace(*words) if words[0] else line for line in articles]
    text = "\n".join([title, *articles])
    units, at = [], len(title) + 1
    for number, line in enumerate(articles, 1):
        label = line[:3]
        units.append(
            {
                "kind": "article",
                "level": 4,
                "number": number,
                "suffix": 0,
                "label": label,
                "start": at,
                "end": at + len(line),
            }
        )
        at += len(line) + 1
    instrument = {
        "role": "main",
        "title": title,
        "kind": "办法",
        "start": 0,
        "end": len(text),
        "units": units,
    }
    quote = Quote("《采石条例》", text.index("《采石条例》"), text.index("《采石条例》") + 6)
    made = document(id, title, text=text, number="兰政发〔2016〕5号", issuers=["兰台区人民政府"], signed_on="2016-05-06",
                    published_on="2016-05-09", effective_on="2016-06-01", kind="办法")  # fmt: skip
    relations = (Relation(RelationKind.BASIS, "采石条例", None, quote),)
    history = [{"date": "2018-03-04", "act": "amended", "by": "兰台区人民政府", "start": 0, "end": 4}]
    return replace(made, reading={"instruments": [instrument], "history": history}, relations=relations)
