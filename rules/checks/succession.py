"""C-09 to C-11, C-16: texts that repeat, follow or silently replace each other."""

import re
from collections.abc import Iterator

from rules.base import Context, Hit, Rule, Severity, Unknown
from rules.cleanup import is_cleanup
from rules.conflicts.beside import for_a_part, read_together
from rules.conflicts.book import can_replace, same_maker, same_series
from rules.conflicts.cards import key_of
from rules.conflicts.crowds import telling_crowds
from rules.conflicts.matter import grams, other_subject, parts_of_one, series_key
from rules.conflicts.pairs import Pair, pairs_of, series_of
from rules.conflicts.texts import own_text
from rules.names import title_key
from rules.view import DocumentView

#: Two texts made after one pattern for two subjects (进口甲国、乙国…) repeat each other only above this share.
_SAME_BUT_FOR_A_NAME = 0.95


_CARRIES_ON = re.compile(r"(?:继续(?:执行|实施|施行|有效|适用)|延长|延续|续期)[^》]{0,4}《")


def _forwarded(pair: Pair) -> bool:
    """One of the two forwards the other (转发): repeating the text is lawful."""
    return any(word in doc.title for doc in (pair.one, pair.other) for word in ("转发", "批转"))


def _amends(pair: Pair) -> bool:
    """One of the two only changes the other, or its term (修改决定, 关于继续执行《X》的通知)."""
    return any(
        doc.act in ("修改", "废止", "延长") or _CARRIES_ON.search(doc.title) for doc in (pair.one, pair.other)
    )


def _numbered(doc: DocumentView) -> str:
    return f"《{doc.title}》" + (f"（{doc.number}）" if doc.number else "")


def _repeats(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    least = float(ctx.params.get("containment", 0.8))
    for pair in pairs_of(doc, ctx.registry):
        if pair.held < least or _forwarded(pair) or _amends(pair) or same_series(pair.one, pair.other):
            continue
        if min(len(pair.one.text), len(pair.other.text)) < 200:
            continue
        other = pair.matter == 0 or other_subject(key_of(pair.one), key_of(pair.other))
        if pair.held < _SAME_BUT_FOR_A_NAME and other and not _retitled(pair):
            continue
        peer = pair.peer_of(doc)
        goes = can_replace(peer, doc)
        yield Hit(
            message=f"疑似重复发文：与{_numbered(peer)}有{pair.held:.0%}的文字相同，两件都在施行，建议核实后保留一件"
            + ("（本件在前，通常废止在前的一件）。" if goes else "。"),
            quotes=tuple(q for q in [doc.quote_of("title")] if q),
            peers=(peer.id,),
            about=peer.id,
            # The catalogue's L is a note; that the earlier of two equal texts should go is more than that.
            severity=Severity.MEDIUM if goes else None,
            disposition=None if goes else "核实",
            facts={"相同文字": f"{pair.held:.0%}", "对方": peer.title},
        )


#: What is done for a past year, once and for all.
_FOR_A_PAST_YEAR = re.compile(r"清算|结算|决算|追补|补发|补缴|补报")


#: Share of the bigrams of a title's matter that the other text holds when it is about that matter.
_SPOKEN_OF = 0.4
_LEAST_KEY = 4


def _retitled(pair: Pair) -> bool:
    """Whether a text speaks of what the title of the other one names: a copy under a changed title, no second subject."""
    if pair.matter > 0:
        return False
    return _speaks_of(own_text(pair.other), key_of(pair.one)) or _speaks_of(
        own_text(pair.one), key_of(pair.other)
    )


def _speaks_of(text: str, key: str) -> bool:
    found = grams(key)
    return len(key) >= _LEAST_KEY and sum(gram in text for gram in found) >= _SPOKEN_OF * len(found)


def _old_years(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    if series_key(doc.inner_title) is None or _FOR_A_PAST_YEAR.search(doc.inner_title):
        return
    if not ctx.registry.status(doc.id).live:
        return
    members = ctx.registry.row(series_of, doc.id)
    mine = next(year for year, member in members if member.id == doc.id)
    newer = [(y, d) for y, d in members if y > mine and ctx.registry.status(d.id).live]
    if newer:
        year, newest = newer[-1]
        yield Hit(
            message=f"疑似年度文件未更替：{_numbered(newest)}已规定{year}年度的同一事项，本件{mine}年度的仍标为有效，建议核实后宣布失效。",
            quotes=tuple(q for q in [doc.quote_of("title")] if q),
            peers=(newest.id,),
            about=newest.id,
            facts={"本件年度": mine, "最新年度": year},
        )


def _silently_replaced(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    least = float(ctx.params.get("key_similarity", 0.8))
    for pair in pairs_of(doc, ctx.registry):
        peer = pair.peer_of(doc)
        if other_subject(key_of(pair.one), key_of(pair.other)):
            continue
        if pair.matter < least or not can_replace(peer, doc) or same_series(doc, peer) or _amends(pair):
            continue
        if not doc.issuers or not peer.issuers or not same_maker(doc, peer) or _forwarded(pair):
            continue
        if not _takes_the_place(peer, doc) or read_together(pair) or for_a_part(pair):
            continue
        yield Hit(
            message=f"疑似新版未废止旧版：同一机关在后的{_numbered(peer)}规范同一事项，没有写明废止本件，两件都标为有效，建议核实后废止本件。",
            quotes=tuple(q for q in [doc.quote_of("title")] if q),
            peers=(peer.id,),
            about=peer.id,
            facts={"后件": peer.title, "文字相同": f"{pair.held:.0%}"},
        )


#: 关于做好补贴工作的通知 tells how a 补贴办法 is to be carried out; it does not take its place.
_CARRIES_OUT = re.compile(
    r"关于(?:进一步|切实|认真|扎实)?(?:做好|抓好|加强|落实|开展|推进)[^《》]*(?:通知|意见)$"
)


def _takes_the_place(later: DocumentView, earlier: DocumentView) -> bool:
    """An 实施细则 or a supplement stands beside its 办法; it does not replace it. A 办法 that its maker issues after
    its own 细则 does."""

    if parts_of_one(earlier.inner_title, later.inner_title):
        return False
    if _CARRIES_OUT.search(later.inner_title) and not _CARRIES_OUT.search(earlier.inner_title):
        return False

    def role(doc: DocumentView) -> str:
        title = doc.inner_title
        if "细则" in title:
            return "细则"
        if any(word in title for word in ("补充", "方案", "计划", "公告", "通告", "标准", "目录", "清单")):
            return next(
                word
                for word in ("补充", "方案", "计划", "公告", "通告", "标准", "目录", "清单")
                if word in title
            )
        return "办法"

    return role(later) == role(earlier) or (role(later), role(earlier)) == ("办法", "细则")


def _same_title_other_text(doc: DocumentView, ctx: Context) -> Iterator[Hit | Unknown]:
    most = float(ctx.params.get("similarity", 0.5))
    key = title_key(doc.inner_title)
    for pair in pairs_of(doc, ctx.registry):
        peer = pair.peer_of(doc)
        if not key or title_key(peer.inner_title) != key or not doc.text or not peer.text:
            continue
        if pair.alike >= most or pair.held >= most or _forwarded(pair):
            continue
        # Each maker publishes the result of its own cleanup under that title.
        if is_cleanup(doc) and not same_maker(doc, peer):
            continue
        yield Hit(
            message=f"疑似同名异文：与{_numbered(peer)}标题相同而内容不同（文字相同{pair.held:.0%}），引用时无法区分，建议核实。",
            quotes=tuple(q for q in [doc.quote_of("title")] if q),
            peers=(peer.id,),
            about=peer.id,
            facts={"对方制定机关": "、".join(peer.issuers), "文字相同": f"{pair.held:.0%}"},
        )


RULES: tuple[Rule, ...] = (
    Rule("C-09", "near-duplicate", telling_crowds(_repeats)),
    Rule("C-10", "old-years-of-a-series", _old_years),
    Rule("C-11", "silent-successor", telling_crowds(_silently_replaced)),
    Rule("C-16", "same-title-other-text", telling_crowds(_same_title_other_text)),
)
