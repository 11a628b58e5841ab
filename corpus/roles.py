"""To what end a text mentions a document: basis, repeal, amendment, extension … by rules.md §2.5–2.7."""

import re
from collections.abc import Iterator, Sequence

from corpus.bases import basis_lists, judge_bases, preamble_end
from corpus.judged import Judged, Sentence, masked, sentences_of
from corpus.mention import Mention
from corpus.phrases import phrase
from corpus.repeals import judge_repeal_lists, judge_repeals

_GAP = re.compile(r"^[\s、，,和及与以或者/]*$")


def judge(text: str, mentions: Sequence[Mention]) -> list[Judged]:
    """One judgement for each mention, in text order."""
    sentences = sentences_of(text, mentions)
    preamble = preamble_end(text)
    lists = basis_lists(text) if mentions else []
    for sentence in sentences:
        _forwards(text, sentence)
        judge_bases(text, sentence, preamble)
        _amends(text, sentence)
        _spread(text, sentence, "amend")
        _extends(text, sentence)
        _spread(text, sentence, "extend")
        judge_repeals(text, sentence)
        _operative(text, sentence)
        for judged in sentence.mentions:
            start = judged.mention.start
            if judged.role == "cite" and any(a <= start < b for a, b in lists):
                judged.role = "basis"
    judge_repeal_lists(text, sentences)
    return [j for s in sentences for j in s.mentions]


#: What may stand before the issued text in its sentence: nothing, or who made it.
_SUBJECT = re.compile(
    r"[\s：:]*(?:[\u4e00-\u9fff、 ]{2,40}(?:部|局|委|署|厅|办|院|会|行|政府|公室|总局|制定的|拟订的))?"
)
#: Further masked names behind one, then the word for the notice. Possessive: a run of ■ can be split in one way only.
_WRAPPED = re.compile(r"(?:[、和及]?《?■++》?)*+[^。；，■]{0,10}的(?:通知|公告|决定|通告)")


def _forwards(text: str, sentence: Sentence) -> None:
    """What a notice issues or forwards (现将《X》印发…, 《X》已经…通过，现予公布, 关于印发《X》和《Y》的通知)."""
    words = masked(text, sentence)
    for judged in sentence.mentions:
        m = judged.mention
        before, after = text[max(sentence.start, m.start - 60) : m.start], text[m.tail : sentence.end][:90]
        issued = phrase("forwards", "before").search(before) and phrase("forwards", "behind").search(after)
        decided = (
            _SUBJECT.fullmatch(text, sentence.start, m.start)
            and phrase("forwards", "decided").search(after)
            and re.search(r"现(?:予|将|印发|公布|发布|转发)", text[m.tail : m.tail + 160])
        )
        named = phrase("forwards", "title").search(before) and _WRAPPED.match(
            words[m.tail - sentence.start :]
        )
        made = phrase("forwards", "made").search(before) and phrase("forwards", "made_behind").search(after)
        if issued or decided or named or made:
            judged.role = "forwards"
        if named:
            end = m.tail
            for other in sentence.mentions:
                gap = words[end - sentence.start : other.mention.start - sentence.start]
                if other.mention.start >= end and _GAP.match(gap):
                    other.role, end = "forwards", other.mention.tail


def _amends(text: str, sentence: Sentence) -> None:
    for judged in sentence.mentions:
        m = judged.mention
        if judged.role not in ("cite",):
            continue
        before, after = text[max(sentence.start, m.start - 30) : m.start], text[m.tail : sentence.end]
        if re.search(r"(?:根据|依据|依照|按照)[^，。；]{0,20}$", before):
            continue
        if phrase("amend_not", "before").search(before):
            continue
        if (
            (phrase("amend", "before").search(before) and phrase("amend", "behind").search(after))
            or (m.place and re.match(r"[^。；，《》]{0,40}(?:修改为|修订为|调整为|改为)[：:“]", after))
            or (re.search(r"(?:决定(?:对)?修改|对)$", before) and phrase("amend", "behind").search(after))
        ):
            judged.role = "amend"
            judged.kind = _kind(after)
            judged.part = m.place
            judged.scope = "part" if m.place else "whole"


def _kind(after: str) -> str:
    found = re.search(r"修改|修订|修正|调整|改为|增加|补充|删去|删除", after)
    word = found.group() if found else ""
    return "insert" if word in ("增加", "补充") else "delete" if word in ("删去", "删除") else "replace"


def _spread(text: str, sentence: Sentence, role: str) -> None:
    """A role that the words behind the last name of a row give belongs to the whole row (《A》和《B》…)."""
    for earlier, later in zip(reversed(sentence.mentions[:-1]), reversed(sentence.mentions[1:]), strict=True):
        gap = text[earlier.mention.tail : later.mention.start]
        if later.role == role and earlier.role in ("cite", "operative") and _GAP.match(gap):
            earlier.role, earlier.kind, earlier.part = role, later.kind, earlier.mention.place
            earlier.scope = "part" if earlier.mention.place else "whole"


def _extends(text: str, sentence: Sentence) -> None:
    for judged in sentence.mentions:
        m = judged.mention
        if judged.role not in ("cite", "amend"):
            continue
        before, after = text[max(sentence.start, m.start - 20) : m.start], text[m.tail : sentence.end]
        if phrase("extend", "not_before").search(before):
            continue
        if phrase("extend", "behind").search(after) or phrase("extend", "before").search(before):
            judged.role, judged.kind = "extend", None
            judged.quote_end = min(sentence.end, m.tail + 120)


def _operative(text: str, sentence: Sentence) -> None:
    """依照《A》《B》处理: the words before a row and behind it hold for every name of the row."""
    for row in _rows(text, sentence):
        first, last = row[0].mention, row[-1].mention
        before = text[max(sentence.start, first.start - 40) : first.start]
        after = text[last.tail : sentence.end][:60]
        if phrase("operative", "before").search(before) and phrase("operative", "behind").search(after):
            for judged in row:
                judged.role = "operative"


def _rows(text: str, sentence: Sentence) -> Iterator[list[Judged]]:
    """Plain mentions of a sentence grouped where only 、 or 和 stands between them."""
    row: list[Judged] = []
    for judged in (j for j in sentence.mentions if j.role == "cite"):
        if row and not _GAP.match(text[row[-1].mention.tail : judged.mention.start]):
            yield row
            row = []
        row.append(judged)
    if row:
        yield row
