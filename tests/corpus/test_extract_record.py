"""The JSON object that other programs read."""

from corpus.citations import OwnNames, find_citations
from corpus.extract_record import to_record
from corpus.reading import Reading

TEXT = (
    "第一条 根据《中华人民共和国甲法》第四条，参照《乙办法》，制定本办法。\n"
    "第二条 为落实《丙通知》，依照《中华人民共和国甲法》第四条处理。\n"
    "第三条 违反《甲法》第五条的，不予受理。\n"
    "第四条 《丁规定》（兰政发〔2015〕3号）第三条同时废止。《丁规定》另有说明的除外。\n"
)


def record() -> dict[str, list[dict[str, object]]]:
    return to_record("a.txt", Reading(citations=find_citations(TEXT, (), OwnNames())), TEXT)


def test_the_shape() -> None:
    assert list(record()) == [
        "path", "title", "number", "issuers", "signed_on", "published_on", "effective_on", "expires_on",
        "validity_quote", "basis", "cites", "repeals", "amends", "history", "kind", "registration_no", "warnings",
    ]  # fmt: skip


def test_each_target_and_article_once() -> None:
    rows = [(r["title"], r["article"]) for r in record()["basis"]]
    assert rows == [("中华人民共和国甲法", "第四条"), ("乙办法", None)]
    rows = [(r["title"], r["article"]) for r in record()["cites"]]
    assert rows == [("丙通知", None), ("中华人民共和国甲法", "第四条"), ("甲法", "第五条")]


def test_a_repealed_document_is_not_also_cited() -> None:
    assert [(r["title"], r["number"], r["scope"], r["part"]) for r in record()["repeals"]] == [
        ("丁规定", "兰政发〔2015〕3号", "part", "第三条")
    ]


def test_offsets_hold_the_quotes() -> None:
    for field in ("basis", "cites", "repeals"):
        for row in record()[field]:
            assert TEXT[row["start"] : row["end"]] == row["quote"]  # type: ignore[misc]
