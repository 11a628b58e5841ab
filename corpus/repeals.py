"""Which documents a text repeals, ends or replaces, wholly or in part (rules.md §2.5).

Blanket clauses (与本办法不一致的，以本办法为准) name no target; `corpus.clauses` shows them.
"""

import re

from corpus.judged import Judged, Sentence, masked
from corpus.phrases import phrase

#: What may stand between two targets of one repeal: who issued the second, when, and how.
_ISSUED = re.compile(
    r"^[\s、，,；和及与以或者（(）)\d.．一二三四五六七八九十]*[^。；]{0,160}?(?:发布|公布|通过|批准|印发|修订|修正|修改|施行|实施|颁布|下发|制定|转发|下达|颁发|作出|出台|联合|原|的|部|委|局|署|院|政府|厅|办公室|办|会|行)?\s*$"
)
_VERB = phrase("repeal", "verb")
_CLAUSE_STOP = re.compile(r"^(?:[，。；、,;:：）)\n]|$|的|并|，)")


def judge_repeals(text: str, sentence: Sentence) -> None:
    words = masked(text, sentence)
    _lifted(sentence, words)
    for verb in _VERB.finditer(words):
        before, after = words[: verb.start()], words[verb.end() :]
        if verb.group() in ("取代", "代替", "替代"):
            if re.search(r"被本[\u4e00-\u9fff]{1,6}$", before):
                _replaced_before(sentence, before)
                continue
            _verb_first(text, sentence, words, verb.end(), replaces=True)
            continue
        if not _targets_before(text, sentence, words, before, after, verb.group()):
            _verb_first(text, sentence, words, verb.end())


def _lifted(sentence: Sentence, words: str) -> None:
    """解除…公告2021年第19号关于…的疫情禁令: what the earlier paper ordered ends, so that part of it is over."""
    for judged in sentence.mentions:
        m = judged.mention
        lifts = phrase("repeal", "lift_before").search(words[: m.start - sentence.start])
        order = phrase("repeal", "lift_behind").match(words[m.tail - sentence.start :])
        if judged.role == "cite" and lifts and order:
            judged.role, judged.scope, judged.part = "repeal", "part", m.place or order["part"]
            judged.quote_start = sentence.start + lifts.start()
            judged.quote_end = m.tail + order.end()


def _replaced_before(sentence: Sentence, before: str) -> None:
    """《A》被本办法取代."""
    row = [j for j in sentence.mentions if j.mention.tail - sentence.start <= len(before)]
    if row and re.fullmatch(
        r"[^。；《》，]{0,6}被本[\u4e00-\u9fff]{1,6}", before[row[-1].mention.tail - sentence.start :]
    ):
        row[-1].role = "replaces"


def _targets_before(text: str, sentence: Sentence, words: str, before: str, after: str, verb: str) -> bool:
    """《A》、…公布的《B》同时废止: the targets are the row of names that ends before the verb."""
    row = [j for j in sentence.mentions if j.mention.tail - sentence.start <= len(before)]
    if not row or not _CLAUSE_STOP.match(after):
        return False
    if after.startswith("的") and not re.match(r"的(?:，|。|；|$)", after):
        return False
    filler = phrase("repeal", "filler").match(before[row[-1].mention.tail - sentence.start :])
    if not filler or phrase("repeal", "not_if").search(before):
        return False
    shared = (filler["part"] or "").strip()
    end = len(before) + sentence.start
    targets: list[Judged] = []
    for judged in reversed(row):
        m = judged.mention
        if judged.role == "forwards" and not targets:
            return False
        gap = words[m.tail - sentence.start : end - sentence.start]
        if targets and not _ISSUED.match(gap):
            break
        if (
            targets
            and re.search(r"施行|起执行|制定本|，同时$|生效", gap.split("■")[-1])
            and re.search(r"起(?:施行|执行|实施)", gap)
        ):
            break
        if re.match(r"^(?:规定|第[^，。；]{1,12}规定|授权|要求)", gap) and targets:
            break
        end = m.start
        if m.via == "number" and targets and re.match(r"^(?:公布|发布|印发|颁布)", gap):
            continue
        if targets and _is_amender(gap):
            continue
        targets.append(judged)
    for judged in targets:
        if judged.role in ("basis", "forwards"):
            continue
        m = judged.mention
        judged.role = "repeal"
        part = m.place or _own_part(words, sentence, judged, shared, judged is targets[0])
        if part is None and before[m.tail - sentence.start :].startswith(
            ("发布）", "公布）", "发布)", "公布)")
        ):
            part = _named_part(text, sentence.start, m.start)
        judged.part, judged.scope = (part, "part") if part else (None, "whole")
        judged.quote_start, judged.quote_end = -1, sentence.start + len(before) + len(verb)
    return bool(targets)


def _is_amender(gap: str) -> bool:
    """Whether what follows a name says that it changed the next one (…《决定》修正的《X》)."""
    return bool(
        re.match(
            r"^(?:[（(][^）)]*[)）])?(?:第[一二三四五六七八九十]次)?(?:对[^，。；]{0,30})?(?:重新)?(?:修正|修改|修订|修正公布|批准|废止|予以修正|作出修改)",
            gap,
        )
    )


def _named_part(text: str, low: int, start: int) -> str | None:
    """原“X”商品归类决定（…公告2010年第15号发布）: the paper that the announcement holds is what ends."""
    found = re.search(r"原?(“[^”]{1,60}”[^（(，。；]{0,20})[（(][^（）()]*$", text[low:start])
    return found[1] if found else None


def _own_part(words: str, sentence: Sentence, judged: Judged, shared: str, last: bool) -> str | None:
    """The words that limit a repeal to a part of the target: 相关规定, 中关于反倾销的规定."""
    shared = re.sub(r"^中?的?", "", shared)
    if not shared or not (last or phrase("repeal", "partial").match(shared)):
        return None
    if shared in ("的规定", "规定") or not re.search(
        r"规定|内容|条款|部分|条文|要求|附件|第|措施|政策", shared
    ):
        return None
    return shared


def _verb_first(text: str, sentence: Sentence, words: str, at: int, *, replaces: bool = False) -> None:
    """废止《A》、《B》: the targets are the row of names behind the verb."""
    end = at
    for judged in sentence.mentions:
        m = judged.mention
        start = m.start - sentence.start
        if start < at:
            continue
        gap = words[end:start]
        first = end == at
        if first and not re.match(
            r"^(?:了|下列[^，。]{0,12}|以下[^，。]{0,12}|原|：|:|\s|[\d一二三四五六七八九十（()）.．、]|[\u4e00-\u9fff\d、，〔〕\[\]（）()]{0,40}(?:发布|公布|通过|批准|印发|制定)的){0,6}$",
            gap,
        ):
            return
        if not first and not _ISSUED.match(gap):
            return
        if (
            not first
            and re.search(r"，|。", gap)
            and not re.search(r"(?:发布|公布|通过|批准|印发|制定)的?$", gap)
        ):
            return
        if judged.role in ("cite", "operative", "amend"):
            judged.role = "replaces" if replaces else "repeal"
            judged.part, judged.scope = (m.place, "part") if m.place else (None, "whole")
            judged.kind = None
        end = m.tail - sentence.start


def judge_repeal_lists(text: str, sentences: list[Sentence]) -> None:
    """下列文件同时废止：1.《A》…2.《B》…: every name of the list is a target."""
    for lead in phrase("repeal", "list_lead").finditer(text):
        at = lead.end()
        end = _list_region(text, at)
        for sentence in sentences:
            if sentence.end < at or sentence.start > end:
                continue
            for judged in sentence.mentions:
                m = judged.mention
                if at <= m.start < end and judged.role in ("cite", "operative", "forwards"):
                    if _is_amender(text[m.tail : m.tail + 30]):
                        continue
                    judged.role = "repeal"
                    judged.part, judged.scope = (m.place, "part") if m.place else (None, "whole")


_ITEM_LINE = re.compile(r"\s*(?:[（(]?[\d一二三四五六七八九十]+[)）．.、\s]|《|[^\n。]{0,60}《)")


def _list_region(text: str, at: int) -> int:
    """End of the enumeration that begins at `at`: lines or sentences that begin as items."""
    end = at
    while end < len(text):
        stop = re.compile(r"[\n。；]").search(text, end)
        piece_end = stop.end() if stop else len(text)
        piece = text[end:piece_end]
        if piece.strip() and not _ITEM_LINE.match(piece):
            return end
        end = piece_end
        if not stop:
            break
    return end
