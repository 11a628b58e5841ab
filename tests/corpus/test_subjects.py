"""What a document is about: its class, the words of its page and those printed behind the signature."""

import pytest

from corpus.subjects import subjects_of
from registry.records import Document, Fact, Source


@pytest.mark.parametrize(
    ("text", "page", "subject", "found"),
    [
        ("", {}, "", ()),
        ("", {}, "综合政务\\政务公开", ("综合政务\\政务公开",)),
        ("", {"主题词": "养老；补贴 办法"}, "", ("养老", "补贴")),
        ("兰台区人民政府\n2008年3月5日\n主题词：民政　养老　办法\n抄送：各镇", {}, "", ("民政", "养老")),
        ("　　主 题 词:城乡建设、房屋、办法", {}, "城乡建设", ("城乡建设", "房屋")),
        ("第三条 公文应当标注主题词：类别词在前。", {}, "", ()),
    ],
)
def test_subjects(text: str, page: dict[str, str], subject: str, found: tuple[str, ...]) -> None:
    facts = [Fact("kind", "办法", Source.TEXT), *([Fact("subject", subject, Source.PAGE)] if subject else [])]
    assert subjects_of(Document("d", tuple(facts), text=text, page=page)) == found
