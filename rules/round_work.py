"""The work of a cleanup round: whose decision counts, who disagrees, how far each department is. Pure.

A document is decided in stages, 自查 by the department, 初审 and 复核 by two people of the legal office apart;
where the two differ, a third person decides (裁定). The latest stage that has spoken counts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.agencies import territory_of
from registry.records import Decision, Disposition, Document, Round
from rules.round_view import RoundRow, RoundView

STAGES = ("部署", "自查", "初审", "复核", "征求意见", "审议", "公布")
"""The stages of a round in order (rules.md §4.2)."""

SELF, FIRST, SECOND, FINAL = "自查", "初审", "复核", "裁定"
REVIEWS = (SELF, FIRST, SECOND, FINAL)
"""The stages at which single documents are decided."""
_WEIGHT = {SELF: 0, FIRST: 1, SECOND: 2, FINAL: 3}

_BODY = r"[\u4e00-\u9fff（）()]+(?:局|委|办|室|府|处|站|队|会|所|部|院|中心|街道|镇|乡)"
#: Several bodies in one cell: the first leads.
_SEVERAL = re.compile(rf"({_BODY})(?:[、，；,;]\s*{_BODY})+")
NO_DEPARTMENT = "（实施部门不明）"


@dataclass(frozen=True, slots=True)
class Standing:
    """The decisions that stand on one document, the newest of each stage."""

    document_id: str
    by_stage: Mapping[str, Decision]

    @property
    def disagreed(self) -> bool:
        """初审 and 复核 differ and nobody has decided between them."""
        first, second = self.by_stage.get(FIRST), self.by_stage.get(SECOND)
        return bool(
            first and second and first.disposition != second.disposition and FINAL not in self.by_stage
        )

    @property
    def decision(self) -> Decision | None:
        """The decision that counts, None while two reviewers disagree or nobody has decided."""
        if self.disagreed or not self.by_stage:
            return None
        return self.by_stage[max(self.by_stage, key=lambda stage: _WEIGHT.get(stage, 1))]


def objection(
    standing: Standing | None, *, stage: str, actor: str, closed: bool = False
) -> tuple[str, str] | None:
    """Why a person may not decide at a stage, with what to do instead; None when nothing stands against it.

    初审 and 复核 are two people's work; 裁定 is there for their differences only; a closed round stays as it is.
    """
    if closed:
        return "本轮清理已经结束，不能再改处置意见", "如需再清理，请用 guiqing round start 另起一轮"
    by_stage = standing.by_stage if standing else {}
    other = {FIRST: SECOND, SECOND: FIRST}.get(stage, "")
    if other in by_stage and by_stage[other].actor == actor:
        return f"初审和复核须由两人分别作出（{actor} 已作{other}）", "请由另一人操作（--actor 姓名）"
    if stage == FINAL and FINAL not in by_stage and not (standing and standing.disagreed):
        return "初审与复核没有分歧，不需要裁定", "guiqing round disagreements 列出有分歧的文件"
    return None


def seen_at(standing: Standing | None, stage: str) -> dict[str, Decision]:
    """The decisions of other stages that a person at a stage sees: the department's always; those of the two
    reviewers only when deciding between them, as they are to decide apart."""
    if standing is None:
        return {}
    shown = {SELF, FIRST, SECOND, FINAL} if stage == FINAL else {SELF}
    return {name: d for name, d in standing.by_stage.items() if name in shown and name != stage}


def standings(decisions: Iterable[Decision]) -> dict[str, Standing]:
    """Document id → what stands on it; decisions come oldest first."""
    found: dict[str, dict[str, Decision]] = defaultdict(dict)
    for decision in decisions:
        if not decision.withdrawn:
            found[decision.document_id][decision.stage] = decision
    return {document_id: Standing(document_id, by_stage) for document_id, by_stage in found.items()}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two reviewers agree: documents that both decided, those decided alike, Cohen's kappa."""

    both: int
    alike: int
    kappa: float | None

    @property
    def rate(self) -> float | None:
        return self.alike / self.both if self.both else None


def agreement(found: Iterable[Standing]) -> Agreement:
    """Agreement of 初审 and 复核 over the documents that both have decided."""
    pairs = [
        (s.by_stage[FIRST].disposition, s.by_stage[SECOND].disposition)
        for s in found
        if FIRST in s.by_stage and SECOND in s.by_stage
    ]
    if not pairs:
        return Agreement(0, 0, None)
    alike = sum(a == b for a, b in pairs)
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(ones[d] * others[d] for d in Disposition) / len(pairs) ** 2
    kappa = None if chance == 1 else round((alike / len(pairs) - chance) / (1 - chance), 3)
    return Agreement(len(pairs), alike, kappa)


def department_of(document: Document, home: str = "") -> str:
    """Who works on a document in the round: the implementing department, else the lead issuer, by its full name."""
    return department_name(document.value("implementing_department"), document.issuers, home)


def department_name(given: object, issuers: Sequence[str], home: str = "") -> str:
    """The full name of the department that leads on a document: 区民政局 of a 兰台区 text is 兰台区民政局, so that a
    department gets one workbook however a ledger writes its name. `home`: the territory where the issuers show none."""
    named = str(given).strip() if given else ""
    if several := _SEVERAL.fullmatch(named):
        named = several[1]
    if not named:
        return issuers[0] if issuers else NO_DEPARTMENT
    place = next((t for i in issuers if (t := territory_of(i)).endswith(named[0])), home)
    return (
        place + named[1:]
        if len(place) > 1 and place.endswith(named[0]) and not named.startswith(place)
        else named
    )


def home_of(issuers: Iterable[Sequence[str]]) -> str:
    """The territory whose bodies issued most of the documents."""
    names = Counter(lead for found in issuers for lead in found[:1])
    places: Counter[str] = Counter()
    for name, count in names.items():
        places[territory_of(name)] += count
    del places[""]
    return places.most_common(1)[0][0] if places else ""


def outside(document: Document, cutoff: date, scope: Mapping[str, str]) -> str:
    """Why a document is not in a round with that cutoff and filter ("" when it is): 基准日之后, 其他机关 …

    A document without a date is in: 拉网式, nothing is left out unseen.
    """
    day = str(document.value("signed_on") or document.value("published_on") or "")
    issuer, matter, law = (scope.get(name, "") for name in ("issuer", "matter", "law"))
    if day and day > cutoff.isoformat()[: len(day)]:
        return "基准日之后"
    if issuer and not any(issuer in i for i in document.issuers):
        return "其他机关"
    if matter and matter not in document.text and matter not in document.title:
        return "其他主题"
    if law and not _rests_on(document, law):
        return "不涉及该法"
    return ""


def _rests_on(document: Document, law: str) -> bool:
    bare = _bare(law)
    return any(_bare(r.target_title or "").startswith(bare) for r in document.relations)


def _bare(title: str) -> str:
    return title.strip("《》").removeprefix("中华人民共和国")


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of the progress table. `total` == sum of `by_disposition` + `undecided`, always. `by_stage`: how many
    documents each stage has spoken on."""

    department: str
    total: int
    by_disposition: Mapping[Disposition, int]
    undecided: int
    disagreed: int
    by_stage: Mapping[str, int]

    @property
    def decided(self) -> int:
        return self.total - self.undecided


def progress(members: Mapping[str, str], found: Mapping[str, Standing]) -> tuple[Progress, ...]:
    """Progress per department (id → department), departments in order of size, a last line 合计."""
    groups: dict[str, list[str]] = defaultdict(list)
    for document_id, department in members.items():
        groups[department].append(document_id)
    lines = [
        _line(name, ids, found) for name, ids in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))
    ]
    return (*lines, _line("合计", list(members), found))


def _line(name: str, ids: Sequence[str], found: Mapping[str, Standing]) -> Progress:
    counts: Counter[Disposition] = Counter()
    stages: Counter[str] = Counter()
    disagreed = 0
    for document_id in ids:
        standing = found.get(document_id)
        stages.update(list(standing.by_stage) if standing else ())
        decision = standing.decision if standing else None
        if decision:
            counts[decision.disposition] += 1
        disagreed += bool(standing and standing.disagreed)
    return Progress(
        name,
        len(ids),
        {d: counts[d] for d in Disposition},
        len(ids) - sum(counts.values()),
        disagreed,
        {stage: stages[stage] for stage in REVIEWS},
    )


def view_of(
    cleanup: Round,
    documents: Iterable[Document],
    found: Mapping[str, Standing],
    open_hits: Mapping[str, Sequence[str]],
    *,
    opinions: bool | None = None,
    published_url: str | None = None,
    filed_on: date | None = None,
    previous_on: date | None = None,
) -> RoundView:
    """The round as the rules of group R judge it. `open_hits`: document id → codes of standing grave hits."""
    rows = []
    for document in documents:
        standing = found.get(document.id)
        decision = standing.decision if standing else None
        if decision is None:
            continue
        rows.append(
            RoundRow(
                document.id,
                decision.disposition,
                document.title,
                document.number or "",
                decision.reason,
                decision.responsible or "",
                decision.deadline,
                tuple(open_hits.get(document.id, ())),
            )
        )
    return RoundView(
        name=cleanup.name,
        cutoff=cleanup.cutoff,
        as_of=cleanup.as_of,
        rows=tuple(rows),
        opinions=opinions,
        closed=cleanup.closed_at is not None,
        published_url=published_url,
        filed_on=filed_on,
        previous_on=previous_on,
    )
