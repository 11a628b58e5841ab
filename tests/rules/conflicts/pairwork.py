"""The documents of a pair of `tests/cases/conflicts/` (its form stands in `test_pairs.py`), written out as text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.dates import int2cn
from registry.records import Document
from tests.rules.casework import document_of


def written(document: Mapping[str, Any]) -> str:
    """The text of a document of a pair."""
    if "text" in document:
        body = str(document["text"])
    else:
        body = _body(document)
    day = date.fromisoformat(document["made"])
    number = f"{document['number']}\n" if document["number"] else ""
    signed = f"{document['issuer']}\n{day.year}年{day.month}月{day.day}日"
    if annex := document.get("annex"):
        signed += f"\n\n附件\n{annex}"
    if document.get("wrapper"):
        return (
            f"{document['issuer']}关于印发《{document['title']}》的通知\n{number}\n各镇人民政府、各街道办事处，区政府各部门：\n"
            f"现将《{document['title']}》印发给你们，请认真贯彻执行。\n{signed}\n\n{document['title']}\n{body}"
        )
    return f"{document['title']}\n{number}\n{body}\n{signed}"


def _body(document: Mapping[str, Any]) -> str:
    own = list(document["articles"])
    own[3:3] = [p for p in str(document.get("passage", "")).split("\n") if p]
    word = next(
        (
            w
            for w in ("办法", "规定", "细则", "通知", "意见", "方案", "通告", "规程", "条例")
            if w in document["title"][-5:]
        ),
        "通知",
    )
    closing = f"本{word}自{_day(document['made'])}起施行" + (
        "，有效期5年。" if document.get("term", True) else "。"
    )
    if document.get("repeals"):
        closing += f"《{document['repeals'][0]}》（{document['repeals'][1]}）同时废止。"
    if document.get("style", "条") == "条":
        return "\n".join(f"第{int2cn(n)}条　{article}" for n, article in enumerate([*own, closing], 1))
    return (
        "\n".join(f"{int2cn(n)}、" + article.replace("|", "\n") for n, article in enumerate(own, 1))
        + f"\n{closing}"
    )


def _day(made: str) -> str:
    day = date.fromisoformat(made)
    return f"{day.year}年{day.month}月{day.day}日"


def documents_of(group: Mapping[str, Any], pair: Mapping[str, Any]) -> list[Document]:
    """The documents of one pair: `a`, `b` and what stands beside them."""
    one = {**group["a"], **pair.get("a_with", {}), "passage": pair["a"], "annex": pair.get("a_annex")}
    other = {**group["b"], **pair.get("b_with", {}), "passage": pair["b"], "annex": pair.get("b_annex")}
    if other.get("copies"):
        other = {**other, "articles": one["articles"], "style": one.get("style", "条")}
    if other.get("repeals"):
        other["repeals"] = (one["title"], one["number"])
    texts = {"a": one, "b": other} | {f"x{n}": d for n, d in enumerate(pair.get("also", ()))}
    return [document_of({"text": written(d), "no_ledger": True}, name) for name, d in texts.items()]
