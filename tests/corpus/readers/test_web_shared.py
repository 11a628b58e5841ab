"""Real pages and OFD files that stand beside the project: skipped where they do not."""

import json
from pathlib import Path

import pytest

from corpus.readers import read
from corpus.readers.errors import Unreadable

_DATA = Path(__file__).parents[4] / "shared" / "data"
_PAGES = _DATA / "gov_policy"
_OFD = _DATA / "files" / "ofd"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not _PAGES.is_dir(), reason="the folder of real texts is not beside the project"),
]

#: What stands around an article on these pages.
_AROUND = ("扫一扫", "索 引 号", "主题分类", "发文机关：")


def _labels() -> dict[str, dict[str, str]]:
    path = _PAGES / "labels.json"
    loaded: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return loaded


@pytest.mark.parametrize("name", sorted(_labels()))
def test_real_pages_give_their_elements_and_only_the_article(name: str) -> None:
    page = read(_PAGES / f"{name}.html")
    assert _labels()[name].items() <= dict(page.metadata).items()
    assert not [word for word in _AROUND if word in page.text]
    title = "".join(_labels()[name]["标题"].split())
    assert title[:12] in "".join("".join(b.text for b in page.blocks[:8]).split())
    assert page.warnings == ()


def test_real_ofd_files_are_read() -> None:
    texts = {}
    for path in sorted(_OFD.iterdir()):
        try:
            texts[path.name] = read(path).text
        except Unreadable:
            texts[path.name] = ""
    assert sum(map(bool, texts.values())) >= len(texts) * 0.9
    assert any("关于加快南货场铁路涵洞下穿建设的函" in text for text in texts.values())
