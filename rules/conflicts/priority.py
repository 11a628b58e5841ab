"""The clause in which a text says that it prevails where texts differ. Pure."""

import re

from rules.view import DocumentView, Sentence

_SELF = r"本(?:实施)?(?:办法|规定|细则|通知|通告|公告|意见|规则|规程|方案|决定|措施|制度|标准|文件|条例|规范|指引)"
_DIFFERS = (
    r"(?:不(?:相)?一致|不(?:相)?符合?|抵触|冲突|矛盾|不同|有出入|另有[^。；，]{0,8}(?:规定|要求|标准|做法))"
)
#: A clause that says: where texts differ, this one prevails.
PRIORITY = re.compile(
    rf"{_DIFFERS}[^。；，]{{0,12}}[，,](?:均|一律|应当?|统一|都)*(?:以{_SELF}[^。；]{{0,6}}为准|(?:按照|依照|按|适用|执行|遵照){_SELF})"
    rf"|以{_SELF}(?:的?规定)?为准"
)
#: What every priority clause says, whatever field it claims.
_OF_ANY_CLAUSE = re.compile(
    rf"{_SELF}|与|不一致|不符|相抵触|抵触|有冲突|不同|为准|执行|规定|政策|文件|此前|以前|其他|发布|出台|有关|相关"
)


def claimed(clause: str) -> str:
    """The field that a priority clause claims: 此前人才公寓有关规定与本办法不一致的，以本办法为准 → 人才公寓."""
    return _OF_ANY_CLAUSE.sub("，", clause)


def priority_of(doc: DocumentView) -> Sentence | None:
    """The sentence of the document's own text that says: where texts differ, this one prevails."""
    main = doc.main
    if not PRIORITY.search(doc.text, *((main.start, main.end) if main else ())):
        return None
    low, high = (main.start, main.end) if main else (0, len(doc.text))
    return next((s for s in doc.sentences if low <= s.start < high and PRIORITY.search(s.text)), None)
