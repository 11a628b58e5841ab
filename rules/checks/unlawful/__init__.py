"""U-01 to U-18: unlawful content, sentence by sentence, with the sentence shown.

A hit needs the pattern and no law cited in the same article, outside quotations, and not as a prohibition; the
grounds are those of the court's incidental review (法释〔2018〕1号第一百四十八条).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import cast

from rules.anchors import mask_of_document
from rules.base import Check, Context, Hit, Rule, Severity, Unknown
from rules.checks.unlawful.exceptions import EXCUSES, excused
from rules.checks.unlawful.likeness import Suspicion, suspicions
from rules.checks.unlawful.patterns import Pattern, patterns
from rules.entries import entry
from rules.legislation import is_legislation
from rules.sentences import Passage, lawful_words, layout_of, negated, quoted
from rules.view import DocumentView

_SHOWN = 48
_LABEL = re.compile(
    r"^(?:第\s*[一二三四五六七八九十百零〇]+\s*条(?:之[一二三四五六七八九十])?|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[\s　]*"
)
_BANNED = re.compile(r"不得(?!少于|低于|超过|高于)|不准|严禁|禁止|无需|无须|不需|不再|不要求|免收")


def suspected(doc: DocumentView, code: str) -> Sequence[tuple[Pattern, Passage, str]]:
    """(pattern, sentence, words) for every sentence of a document that a code's patterns suspect; looked for once."""
    known = doc.memo.get(code)
    if known is None:
        known = doc.memo[code] = tuple(_suspected(doc, code))
    return cast("Sequence[tuple[Pattern, Passage, str]]", known)


def _suspected(doc: DocumentView, code: str) -> Iterator[tuple[Pattern, Passage, str]]:
    seen: set[int] = set()
    for pattern in patterns(code):
        for passage, words in suspected_by(pattern, doc):
            if passage.start not in seen:
                seen.add(passage.start)
                yield pattern, passage, words


def suspected_by(pattern: Pattern, doc: DocumentView) -> Iterable[tuple[Passage, str]]:
    """(sentence, words) for every sentence that one pattern suspects. Costs little where its words do not stand."""
    present = mask_of_document(doc)
    return _looked_for(pattern, doc, present) if all(present & mask for mask in pattern.masks) else ()


def _looked_for(pattern: Pattern, doc: DocumentView, present: int) -> Iterator[tuple[Passage, str]]:
    layout = layout_of(doc)
    numbers: set[int] = set()
    for word, bits in zip(pattern.anchors, pattern.bits, strict=True):
        if bits & present == bits:
            numbers |= layout.with_word(word)
    if not numbers or (pattern.unless_title and pattern.unless_title.search(doc.inner_title)):
        return
    for number in sorted(numbers):
        passage = layout.passage(number)
        if words := _matches(pattern, passage, doc):
            yield passage, words


def _matches(pattern: Pattern, passage: Passage, doc: DocumentView) -> str:
    """The words that the pattern finds in the sentence when nothing excuses them, else an empty string."""
    sentence = passage.text
    found = pattern.match.search(sentence)
    if not found or (pattern.needs and not pattern.needs.search(sentence)):
        return ""
    if any(p.search(sentence) for p in pattern.unless):
        return ""
    if pattern.lawful_words and lawful_words(sentence):
        return ""
    if pattern.law == "block" and passage.block.laws:
        return ""
    while found and _idle(pattern, passage, found):
        found = pattern.match.search(sentence, found.start() + 1)
    if not found or excused(passage, doc):
        return ""
    special = EXCUSES.get(pattern.special)
    return "" if special and special(passage, doc) else found[0]


def _idle(pattern: Pattern, passage: Passage, found: re.Match[str]) -> bool:
    """The words are quoted, or forbidden rather than ordered."""
    if quoted(passage.text, found.start()):
        return True
    if not pattern.negation:
        return False
    if negated(passage, found.start(), relief=pattern.relief):
        return True
    within = _BANNED.search(found[0])
    if within is None or pattern.bans:
        return False
    return not (pattern.relief and within[0] == "免收")


def _outward(doc: DocumentView, _: Context) -> bool:
    """A paper that is plainly internal (a bureau's seal rules, a task list) binds nobody outside; a law, a
    regulation or a rule (规章) may set what a normative document may not."""
    if is_legislation(doc):
        return False
    return not doc.scope.excluded or doc.scope.public or bool(doc.scope.decided and not doc.scope.excluded)


def _unlawful(doc: DocumentView, ctx: Context, code: str) -> Iterator[Hit | Unknown]:
    zh = entry(code).zh
    for pattern, passage, words in suspected(doc, code):
        if code == "U-05" and _on_the_list(words, ctx):
            continue
        place = passage.block.place
        where = f"{place}“" if place else "“"
        shown = _shown(_LABEL.sub("", passage.text), words)
        tail = "" if pattern.law == "none" else "，该处未引用法律、法规、规章依据"
        yield Hit(
            message=f"疑似{zh}：{where}{shown.rstrip('。；')}”{pattern.note}{tail}，建议核实。",
            quotes=(passage.quote,),
            about=f"{pattern.id}:{words[:40]}",
            disposition=_whole(pattern, doc),
            facts={"条款": place, "命中": words},
        )
    for passage, found in _by_words(doc).get(code, ()):
        place = passage.block.place
        where = f"{place}“" if place else "“"
        shown = _shown(_LABEL.sub("", passage.text), found.clause)
        yield Hit(
            message=f"疑似{zh}：{where}{shown.rstrip('。；')}”没有命中固定句式，但“{found.clause}”的用词与此类内容相近，该处未引用法律、法规、规章依据，建议核实。",
            quotes=(passage.quote,),
            about=f"words:{passage.text[:40]}",
            severity=Severity.MEDIUM,
            facts={"条款": place, "用词相近": found.clause, "把握": f"{found.surely:.0%}"},
        )


#: From how surely a sentence that no pattern names is shown.
LEAST = 0.6
#: Characters of a sentence that rules anything.
_SHORTEST = 10


def _by_words(doc: DocumentView) -> dict[str, list[tuple[Passage, Suspicion]]]:
    """Code → the sentences whose words alone are those of its kind: none that a pattern has named, that cites a law in
    its article or that states no rule."""
    known = doc.memo.get("unlawful by words")
    if known is None:
        known = doc.memo["unlawful by words"] = dict[str, list[tuple[Passage, Suspicion]]]()
        named = {passage.start for code in NAMES for _, passage, _ in suspected(doc, code)}
        passages = [
            passage
            for passage in layout_of(doc).passages()
            if len(passage.text) >= _SHORTEST and passage.start not in named and not passage.block.laws
        ]
        for number, found in suspicions([passage.text for passage in passages], LEAST):
            passage = passages[number]
            if not (lawful_words(passage.text) or excused(passage, doc) or _only_told(passage, found)):
                known.setdefault(found.code, []).append((passage, found))
    return cast("dict[str, list[tuple[Passage, Suspicion]]]", known)


def _only_told(passage: Passage, found: Suspicion) -> bool:
    """The words are quoted, or stand in a list of what is forbidden."""
    at = passage.text.find(found.clause)
    return negated(passage, 0) or (at >= 0 and quoted(passage.text, at + len(found.clause) // 2))


def _whole(pattern: Pattern, doc: DocumentView) -> str | None:
    """A text that is nothing but the standard which its maker may not set goes as a whole."""
    return "废止" if pattern.special == "expropriation" and "标准" in doc.inner_title else None


def _shown(sentence: str, words: str) -> str:
    """The sentence, or of a long one the clauses around the words found, with …… where something is left out."""
    at = sentence.find(words)
    if len(sentence) <= _SHOWN or at < 0:
        return sentence if len(sentence) <= _SHOWN else f"{words[:_SHOWN]}……"
    start = max(sentence.rfind(c, 0, at) for c in "，：") + 1
    ends = [e for c in "，；。" if (e := sentence.find(c, at + len(words))) >= 0]
    end = min(ends, default=len(sentence))
    before = "……" if start else ""
    after = "……" if end < len(sentence.rstrip("。；")) else ""
    return f"{before}{sentence[start:end]}{after}" if end - start <= 2 * _SHOWN else f"……{words[:_SHOWN]}……"


def _on_the_list(words: str, ctx: Context) -> bool:
    return any(str(c["name"]) in words for c in ctx.profile.list("certificates"))


NAMES = {
    "U-01": "creates-licence",
    "U-02": "creates-penalty",
    "U-03": "creates-coercion",
    "U-04": "creates-levy",
    "U-05": "creates-certificate",
    "U-06": "cuts-rights",
    "U-07": "more-power-less-duty",
    "U-08": "limits-market-entry",
    "U-09": "limits-free-movement",
    "U-10": "selective-favour",
    "U-11": "interferes-with-business",
    "U-12": "exception-abused",
    "U-13": "forced-intermediary",
    "U-14": "limits-remedies",
    "U-15": "restricts-liberty",
    "U-16": "abolished-regime",
    "U-17": "reserved-matter",
    "U-18": "power-handed-over",
}


def _check(code: str) -> Check:
    check: Callable[[DocumentView, Context], Iterator[Hit | Unknown]] = partial(_unlawful, code=code)
    return check


RULES: tuple[Rule, ...] = tuple(
    Rule(code, name, _check(code), applies=_outward) for code, name in NAMES.items()
)
