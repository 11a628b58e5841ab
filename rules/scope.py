"""Whether a document is normative: an explainable score, exclusion codes and their reasons.

The recipe is rules.md §1.5, the exclusion codes §1.2; the definition is that of 国办发〔2018〕37号. The class is
decided by content, not by 文种 or title: an exclusion cue is a presumption that a high score overrides.
A person's classification (a reviewer's fact `classification`) always wins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from registry.agencies import Body, Level
from registry.shipped import shipped
from rules.anchors import Sought
from rules.legislation import is_legislation

if TYPE_CHECKING:
    from rules.view import DocumentView

_NORMATIVE_KINDS = re.compile(r"(?:办法|规定|细则|规则)(?:[（(][^）)]*[）)])*$")
_ADDRESSEE = re.compile(r"^[\s　]*((?:各|区|市|县|镇|街道|有关|本)[^：:。；\n]{2,80})[：:]\s*$", re.MULTILINE)
_ORGAN = re.compile(r"政府|街道|部门|单位|办公室|局|委|办|所|中心|科室|直属|机构|村民委员会|居民委员会|社区")
_PUBLIC = re.compile(
    r"企业|经营|商户|业主|用户|学校|医院|幼儿园|公司|合作社|居民|村民|市场|协会|物业|个人|群众|农户|养殖户|所有人|使用人|申请人"
)
_ATTACHED = re.compile(r"附件|附表|附：")


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of the score: its weight, its code (X01 … or a name), its Chinese words and the words met."""

    weight: int
    code: str
    zh: str
    words: str = ""

    def __str__(self) -> str:
        shown = f"“{self.words}”" if self.words else ""
        return f"{self.weight:+d} {self.zh}{shown}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The score with its reasons. `decided` is the person's classification, when there is one."""

    score: int
    reasons: tuple[Reason, ...] = ()
    low: int = 2
    high: int = 6
    has_text: bool = True
    decided: str | None = None
    outward: int = field(default=0)

    @property
    def exclusions(self) -> tuple[Reason, ...]:
        """The exclusion codes X01 … X18 that matched."""
        return tuple(r for r in self.reasons if r.code.startswith("X"))

    @property
    def label(self) -> str:
        """规范性 | 存疑 | 非规范性, by the thresholds, or the person's own word."""
        if self.decided:
            return self.decided
        if self.score >= self.high:
            return "规范性"
        return "存疑" if self.score > self.low else "非规范性"

    @property
    def excluded(self) -> bool:
        """Probably not normative: low score, or an exclusion cue that the content does not override."""
        if self.decided:
            return self.decided.startswith("非")
        if not self.has_text:
            return bool(self.exclusions)
        return self.score <= self.low or (bool(self.exclusions) and self.score < self.high)

    @property
    def treated_as_normative(self) -> bool:
        return not self.excluded

    @property
    def public(self) -> bool:
        """Rights or duties of the public are touched (element E4)."""
        return self.outward >= 3


#: Points for duties, benefits and procedures of the public from which a text binds it in more than one way.
_BINDING = 5


@dataclass(frozen=True, slots=True)
class _Cue:
    code: str
    weight: int
    zh: str
    title: re.Pattern[str] | None
    body: Sought | None
    number: re.Pattern[str] | None
    issuer: re.Pattern[str] | None
    switch: str = ""
    unless_duty: bool = False
    presumption: bool = False


@dataclass(frozen=True, slots=True)
class _Recipe:
    low: int
    high: int
    duty: re.Pattern[str]
    plus: Mapping[str, _Cue]
    minus: Mapping[str, _Cue]


@cache
def _recipe() -> _Recipe:
    raw = shipped("rules", "data/scope.toml")

    def cue(entry: Mapping[str, Any]) -> _Cue:
        def compiled(name: str) -> re.Pattern[str] | None:
            return re.compile(entry[name]) if entry.get(name) else None

        return _Cue(
            entry["code"],
            int(entry["weight"]),
            entry["zh"],
            compiled("title"),
            Sought(entry["body"]) if entry.get("body") else None,
            compiled("number"),
            compiled("issuer"),
            entry.get("switch", ""),
            bool(entry.get("unless_duty", False)),
            bool(entry.get("presumption", False)),
        )

    public = raw["public"]
    return _Recipe(
        low=int(raw["thresholds"]["low"]),
        high=int(raw["thresholds"]["high"]),
        duty=re.compile(f"(?:{public['subjects']})[^。；\n]{{0,60}}?(?:{public['modals']})"),
        plus={e["code"]: cue(e) for e in raw["plus"]},
        minus={e["code"]: cue(e) for e in raw["minus"]},
    )


def duty_pattern() -> re.Pattern[str]:
    """A member of the public, then a duty, a ban or a right, within one sentence."""
    return _recipe().duty


def scope_of(doc: "DocumentView") -> Scope:
    """Score one document. A record without text is judged by its title, number and issuer alone."""
    recipe = _recipe()
    text = doc.text
    reasons: list[Reason] = []

    def add(cue: _Cue, words: str = "") -> None:
        reasons.append(Reason(cue.weight, cue.code, cue.zh, words[:30]))

    plus, minus = recipe.plus, recipe.minus
    duty = recipe.duty.search(text)
    if duty:
        add(plus["duty"], duty[0][-30:])
    for code in ("benefit", "procedure", "effect"):
        body = plus[code].body
        if body and (found := body.search(doc)):
            add(plus[code], found[0])
    if _NORMATIVE_KINDS.search(doc.inner_title) and len(doc.articles) >= 5:
        add(plus["articles"], f"{len(doc.articles)}条")
    if doc.term.kind not in ("none",):
        add(plus["validity"])
    pattern = plus["amends"].title
    if pattern and (found := pattern.search(doc.inner_title)):
        add(plus["amends"], found[0])
    pattern = plus["series"].number
    for number in (doc.number or "", doc.registration_no or ""):
        if pattern and number and (found := pattern.search(number)):
            add(plus["series"], number)
            break
    if doc.kind in ("公告", "通告") and doc.body in (
        Body.GOVERNMENT,
        Body.OFFICE,
        Body.DEPARTMENT,
        Body.TOWN,
    ):
        add(plus["notice"], doc.kind)
    outward = sum(r.weight for r in reasons if r.code in ("duty", "benefit", "procedure"))
    form = any(r.code == "articles" for r in reasons)
    # Favours for the public that hold for some years are a rule, whoever is to carry it out.
    lasting = {"benefit", "validity"} <= {r.code for r in reasons}
    rules_all = outward >= _BINDING and bool(duty) and any(r.code in ("effect", "validity") for r in reasons)
    # A notice that only moves an end or a word is short and speaks to organs; that says nothing of its class.
    amends = any(r.code == "amends" for r in reasons)
    reasons += _against(
        doc,
        minus,
        duty=bool(duty),
        rules_all=rules_all,
        strong=outward >= 3 or form or lasting,
        weigh_form=not amends,
    )
    decided = doc.fact("classification")
    return Scope(
        score=sum(r.weight for r in reasons),
        reasons=tuple(reasons),
        low=recipe.low,
        high=recipe.high,
        has_text=bool(text),
        decided=str(decided.value) if decided and decided.value else None,
        outward=outward,
    )


def _is_higher_law(doc: "DocumentView", cue: _Cue) -> bool:
    """Element E1: a statute of a legislature, or a 规章 by its order of a state, province or city organ, or by what its
    printed history tells.

    A district cannot make 规章 (立法法 第九十三条): its 令 stays a normative document in the wrong dress (S-07).
    """
    if doc.body is Body.CONGRESS:
        return True
    if not doc.number:
        return is_legislation(doc)
    numbered = bool(cue.number and cue.number.search(doc.number))
    return numbered and doc.level in (Level.STATE, Level.PROVINCE, Level.CITY) and doc.body is not Body.TOWN


def _against(
    doc: "DocumentView",
    minus: Mapping[str, _Cue],
    *,
    duty: bool,
    rules_all: bool,
    strong: bool,
    weigh_form: bool,
) -> list[Reason]:
    """The entries that speak against: exclusion cues, organs as the only addressees, a short text.

    What the form lets one presume (纪要、方案、批复、通报) is nothing against a text that `rules_all`: one that
    lays duties on the public and starts on a day (rules.md §1.2, rule of substance).
    """
    text, number, issuer = doc.text, doc.number or "", doc.issuer
    titles = dict.fromkeys((doc.inner_title, doc.title))
    reasons = []
    switches: Mapping[str, bool] = doc.registry.switches if doc.registry is not None else {}
    higher = minus["higher"]
    if _is_higher_law(doc, higher):
        reasons.append(Reason(higher.weight, higher.code, higher.zh, number or issuer))
    for cue in minus.values():
        if cue is higher or (cue.switch and not switches.get(cue.switch, True)):
            continue
        if (cue.unless_duty and duty) or (cue.presumption and rules_all):
            continue
        found = None
        if cue.title:
            found = next((m for t in titles if (m := cue.title.search(t))), None)
        if not found and cue.body:
            found = cue.body.search(doc)
        if not found and cue.number and number:
            found = cue.number.search(number)
        if not found and cue.issuer and issuer:
            found = cue.issuer.search(issuer)
        if found:
            reasons.append(Reason(cue.weight, cue.code, cue.zh, found[0][:30]))
    if text and weigh_form:
        addressed = _ADDRESSEE.search(text[:1500])
        if addressed and not strong and not _PUBLIC.search(addressed[1]) and _ORGAN.search(addressed[1]):
            cue = minus["organs"]
            reasons.append(Reason(cue.weight, cue.code, cue.zh, addressed[1][:30]))
        # A short text that binds the public is decided by what it says (37号: by content).
        if len(text) < 300 and not strong and not _ATTACHED.search(text):
            cue = minus["short"]
            reasons.append(Reason(cue.weight, cue.code, cue.zh))
    return reasons
