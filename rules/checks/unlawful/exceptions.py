"""What excuses a sentence whatever the pattern: parts of the text that state no rule, and special cases by name."""

import re
from collections.abc import Callable, Mapping

from rules.sentences import Passage, laws_in
from rules.view import DocumentView

_HISTORY = re.compile(
    r"^(?:\d{4}年[^，。]{0,20}以来|近年来|目前|过去|此前|一些|部分|个别|有的|当前|去年|前期)"
)
_PURPOSE = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇]+条[\s　]*)?为了?[^。]{0,120}(?:制定本|现(?:将|就)|提出如下|通告如下|通知如下)"
)
_SUPERIOR = re.compile(r"[\u4e00-\u9fff]{2,6}?[省市](?!场)|国务院|自然资源部")


def excused(passage: Passage, doc: DocumentView) -> bool:
    """Whether the sentence tells of the present state, gives the purpose or is a title, and so rules nothing."""
    sentence = passage.text
    return bool(_HISTORY.match(sentence) or _PURPOSE.match(sentence)) or sentence.strip() in doc.titles


def _expropriation(passage: Passage, doc: DocumentView) -> bool:
    """Standards for expropriation belong to the province (土地管理法 第四十八条): a text that rests on the law
    or on a superior's standard carries it out. Only texts on expropriation are meant."""
    subject = doc.inner_title + passage.text
    if not re.search(r"征地|征收|征用|拆迁|青苗|附着物|区片", subject):
        return True
    if laws_in(doc.text):
        return True
    return any(_SUPERIOR.match(n) for n in re.findall(r"《([^《》]+)》", doc.text) if n not in doc.titles)


def _exception_with_terms(passage: Passage, doc: DocumentView) -> bool:
    """An exception is well used when no milder way exists and an end is set (公平竞争审查条例 第十二条)."""
    around = passage.block.text
    milder = re.search(
        r"没有[^。；]{0,12}(?:影响更小|替代方案)|(?:经(?:评估|论证|审查)|已(?:评估|论证))[^。；]{0,30}影响更小"
        r"|(?:评估|论证)[^。；]{0,24}影响[更较]小[^。；]{0,12}(?:调整|替代|停止)",
        around,
    )
    end = doc.term.kind not in ("none", "open") or re.search(
        r"实施期限|终止条件|执行期限|截止|(?:实施|施行|执行|有效)[^。；]{0,10}至\d{4}年|期限[^。；]{0,12}(?:一致|按照|为)",
        around,
    )
    return bool(milder and end) or bool(end and re.search(r"《[^《》]+》", around) and "期限" in around)


EXCUSES: Mapping[str, Callable[[Passage, DocumentView], bool]] = {
    "expropriation": _expropriation,
    "exception": _exception_with_terms,
}
