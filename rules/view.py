"""What a rule sees of one document: typed, read-only, computed on demand and kept.

Facts are taken reviewer > ledger > text > page; where the sources disagree, `values_of` shows them all.
A date that no source gives is None, never a default.
"""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from corpus.reading import Citation, Instrument, Reading, Unit, instruments_from_json, without_instruments
from registry.agencies import Body, Level, classify, territory_of
from registry.records import Document, Fact, Quote, Source
from rules.evidence import with_paper
from rules.names import inner_of, number_key
from rules.passages import Sentence, sentences_in
from rules.scope import Scope, scope_of
from rules.spans import DateSpan
from rules.steps import STEPS, Step, StepState, cell_state, read_step
from rules.term import TRUSTED, Term, term_of

if TYPE_CHECKING:
    from rules.registry_view import RegistryView

__all__ = ["DocumentView", "Sentence", "Term", "sentences_in"]

_FROM_PUBLICATION = re.compile(
    r"自?(?:公布|发布)之日起?(?:施行|实施|执行|生效|试行)|自(?:公布|发布)之日(?:起)?$"
)

#: Characters below which an instrument is a note on the page (此件公开发布), not a text.
_LEAST = 24
_DEAD = re.compile(r"^(?:已|宣布|自动|自然|自行)*(?:废止|失效)")


def fingerprint_of(document_id: str, revision: int) -> str:
    """What tells a document, as it is, from all others and from what it was and will be."""
    return f"{document_id}@{revision}"


class DocumentView:
    """One document as rules see it. Give it the record, and the registry it stands in when there is one."""

    def __init__(self, document: Document, registry: "RegistryView | None" = None) -> None:
        self.document = document
        self.registry = registry
        self.id = document.id
        self.fingerprint = fingerprint_of(document.id, document.revision)
        """Changes whenever the document does: the store gives each change of a document a new revision."""
        self.memo: dict[str, object] = {}
        """What checks have worked out of this document and need again; it lives as long as the sweep."""

    @classmethod
    def unread(cls, document_id: str, revision: int, registry: "RegistryView") -> "DocumentView":
        """A document that the registry reads when somebody looks at it."""
        view = cls.__new__(cls)
        view.registry, view.id, view.memo = registry, document_id, {}
        view.fingerprint = fingerprint_of(document_id, revision)
        return view

    @property
    def is_unread(self) -> bool:
        return "document" not in self.__dict__

    @cached_property
    def document(self) -> Document:
        """The record."""
        assert self.registry is not None
        (found,) = self.registry.read_of([self.id])
        return found

    @cached_property
    def text(self) -> str:
        return self.document.text

    def let_go(self) -> None:
        """Forget what was worked out of the text; it is worked out again when somebody asks. For a document that
        has been judged: few are looked into again, and together they take a gigabyte."""
        self.memo.clear()
        for name in ("reading", "instruments", "main", "articles", "sentences"):
            self.__dict__.pop(name, None)

    def __repr__(self) -> str:
        return f"DocumentView({self.id}, {self.title!r})"

    # -- facts ---------------------------------------------------------------------------------------------

    @cached_property
    def _first_facts(self) -> Mapping[str, Fact]:
        facts: dict[str, Fact] = {}
        for fact in self.document.facts:
            facts.setdefault(fact.field, fact)
        return facts

    def fact(self, name: str) -> Fact | None:
        """The fact of the highest-ranking source, or None when unknown."""
        return self._first_facts.get(name)

    def value(self, name: str) -> Any:
        """The value of that fact; None when unknown or confirmed absent."""
        fact = self._first_facts.get(name)
        return fact.value if fact else None

    def values_of(self, name: str) -> tuple[Fact, ...]:
        """Every source's fact of a field, in order of rank."""
        return tuple(f for f in self.document.facts if f.field == name)

    def _date(self, name: str) -> DateSpan | None:
        fact = self._first_facts.get(name)
        return DateSpan.parse(fact.value, fact) if fact else None

    # -- identity ------------------------------------------------------------------------------------------

    @cached_property
    def reading(self) -> Reading:
        """What was understood of the text, but for its structure (`instruments`), which is most of it and which few
        ask for; an empty Reading for a record without text."""
        return Reading.from_json(without_instruments(self.document.reading))

    @cached_property
    def title(self) -> str:
        """The outer title as the best source gives it."""
        return self.document.title

    @cached_property
    def inner_title(self) -> str:
        """The title of the enclosed document (兰台区…办法), the outer title where there is no wrapper.

        A title that a person or the ledger gives outranks what was read off the page.
        """
        inner, outer = self.fact("inner_title"), self.fact("title")
        if inner and inner.value and inner.source in TRUSTED:
            return str(inner.value)
        if outer and outer.value and outer.source in TRUSTED:
            return inner_of(str(outer.value))
        return str((inner.value if inner else None) or self.reading.inner_title or inner_of(self.title))

    @property
    def titles_found(self) -> bool:
        """Whether any source gives a title; else the file's name is shown in its place."""
        return bool(self.value("title") or self.value("inner_title") or self.reading.title)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Every title that a source gives, outer and inner."""
        given = [self.title, self.inner_title, self.reading.title, self.reading.inner_title]
        given += [f.value for f in self.values_of("title") if isinstance(f.value, str)]
        return tuple(dict.fromkeys(t for t in given if t))

    @cached_property
    def number(self) -> str | None:
        """发文字号 as the best source gives it; compare with `number_key`."""
        return self.document.number

    @cached_property
    def number_key(self) -> str:
        return number_key(self.number)

    @cached_property
    def registration_no(self) -> str | None:
        value = self.value("registration_no")
        return str(value) if value else None

    @cached_property
    def issuers(self) -> tuple[str, ...]:
        return self.document.issuers

    @property
    def issuer(self) -> str:
        """The lead issuer; empty when unknown."""
        return self.issuers[0] if self.issuers else ""

    @cached_property
    def body(self) -> Body:
        """What kind of body the lead issuer is; a branch (分局) counts as the department that it belongs to."""
        kind = classify(self.issuer).type
        return Body.DEPARTMENT if kind is Body.DISPATCHED else kind

    @cached_property
    def maker(self) -> str:
        """The lead issuer as a maker: a government and its office count as one."""
        return re.sub(r"办公[室厅]$", "", self.issuer)

    @cached_property
    def level(self) -> Level:
        return classify(self.issuer).level

    @cached_property
    def territory(self) -> str:
        return territory_of(self.issuer)

    @property
    def implementing_department(self) -> str | None:
        value = self.value("implementing_department")
        return str(value) if value else None

    @cached_property
    def kind(self) -> str:
        """文种 or name word of the inner title (办法, 规定, 通知 …); empty when unknown."""
        return str(self.value("kind") or self.reading.kind or _kind_of(self.inner_title))

    @cached_property
    def act(self) -> str:
        """What the wrapper does (印发, 转发, 修改, 废止 …); empty without one."""
        return self.reading.act or ""

    @property
    def forwards(self) -> bool:
        """The document hands on another one (转发, 批转): what stands in it is another maker's."""
        return self.act in ("转发", "批转")

    @cached_property
    def trial(self) -> bool:
        """试行 or 暂行 stands in the document's own (inner) title."""
        if self.reading.trial:
            return True
        inner = self.inner_title
        own = re.sub(r"《[^》]*》", "", inner)
        return bool(re.search(r"[（(](?:试行|暂行)[）)]|(?:试行|暂行)(?:办法|规定|细则|规则|意见|标准)", own))

    @property
    def path(self) -> str | None:
        return self.document.path

    @property
    def page(self) -> Mapping[str, Any]:
        return self.document.page

    # -- dates ---------------------------------------------------------------------------------------------

    @cached_property
    def signed_on(self) -> DateSpan | None:
        return self._date("signed_on")

    @cached_property
    def issued_on(self) -> DateSpan | None:
        return self._date("issued_on")

    @cached_property
    def published_on(self) -> DateSpan | None:
        return self._date("published_on")

    @cached_property
    def effective_on(self) -> DateSpan | None:
        """施行日期. A text that starts 自公布之日 starts on the day that the ledger gives for the publication,
        not on the day of signing that alone may be printed in it."""
        found = self._date("effective_on")
        fact = found.fact if found else None
        words = fact.quote.text if fact and fact.source is Source.TEXT and fact.quote else ""
        if _FROM_PUBLICATION.search(words) and self.published_on and self.published_on.exact:
            return DateSpan(self.published_on.first, self.published_on.last, fact)
        return found

    @cached_property
    def expires_on(self) -> DateSpan | None:
        return self._date("expires_on")

    @cached_property
    def made_on(self) -> DateSpan | None:
        """The best known day of making: 成文, else 印发, else 公布, else 施行. For questions like 'which duties
        applied then'; never for a term that runs from one certain date."""
        return self.signed_on or self.issued_on or self.published_on or self.effective_on

    @cached_property
    def published_or_made(self) -> DateSpan | None:
        """公布日期, else the best known day of making: the day that decides which filing duty applied."""
        return self.published_on or self.made_on

    @cached_property
    def start(self) -> DateSpan | None:
        """First day in force (施行); where the text says 自公布/印发之日 and that day is known, that day."""
        return self.effective_on or self._start_by_issue

    @cached_property
    def _start_by_issue(self) -> DateSpan | None:
        return self.published_on or self.issued_on or self.signed_on

    @cached_property
    def term(self) -> Term:
        """The end that the document or the ledger states, before any extension (see `RegistryView.status`)."""
        return term_of(self)

    # -- ledger --------------------------------------------------------------------------------------------

    def cell(self, header: str) -> str:
        """A ledger cell by its header, stripped; empty when the column or the row is missing."""
        return str(self.document.ledger.get(header) or "").strip()

    @property
    def has_ledger(self) -> bool:
        return bool(self.document.ledger)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {}

    def step(self, name: str) -> Step:
        """A step of the making or filing by its Chinese name (`rules.steps.STEPS`), from the ledger; where it is
        silent, from a paper among the files (a 审核意见书, a 备案报告). KeyError for another name."""
        step = self._steps.get(name)
        if step is None:
            step = self._steps[name] = read_step(name, self.document.ledger)
        if step.done or self.registry is None:
            return step
        paper = next((p for s, p in self.registry.papers_of(self.id) if s == name), None)
        return with_paper(step, paper) if paper else step

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self.step(name) for name in STEPS)

    @cached_property
    def remark(self) -> str:
        """备注."""
        return self.cell("备注")

    @cached_property
    def url_state(self) -> StepState:
        """公布网址: done = there is one, none = confirmed none, unknown = empty."""
        fact = self.fact("url")
        if fact:
            return StepState.DONE if fact.value else StepState.NONE
        return cell_state(self.cell("公布网址"))

    @property
    def url(self) -> str | None:
        value = self.value("url") or (self.cell("公布网址") if self.url_state is StepState.DONE else None)
        return str(value) if value else None

    @property
    def status_claim(self) -> str:
        """文件状态 as the ledger (or the page) claims it: a claim, not the computed status."""
        return str(self.value("status_claim") or self.cell("文件状态"))

    @property
    def claimed_dead(self) -> bool:
        """The ledger (or the page) records the document as repealed or lapsed."""
        return bool(_DEAD.search(self.status_claim))

    # -- text ----------------------------------------------------------------------------------------------

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """The documents that the text consists of, each with its structure."""
        return instruments_from_json(self.document.reading.get("instruments", ()))

    @cached_property
    def main(self) -> Instrument | None:
        """The enclosed document, or the document itself where there is no wrapper."""
        for role in ("enclosed", "main", "wrapper"):
            for instrument in self.instruments:
                if instrument.role == role and instrument.end - instrument.start >= _LEAST:
                    return instrument
        return None

    @cached_property
    def articles(self) -> tuple[Unit, ...]:
        """The articles of the main instrument, in order."""
        return self.main.articles if self.main else ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the whole text; a line end or 。；！？ ends one."""
        return sentences_in(self.text)

    def sentence_at(self, offset: int) -> Sentence | None:
        return next((s for s in self.sentences if s.start <= offset < s.end), None)

    def citations(self, *roles: str) -> tuple[Citation, ...]:
        """The citations that have one of these roles."""
        return self.reading.with_role(*roles)

    def quote(self, start: int, end: int) -> Quote:
        return Quote(self.text[start:end], start, end)

    def quote_of(self, name: str) -> Quote | None:
        """The words that a field came from: the fact's quote, else the reading's."""
        fact = self.fact(name)
        return (fact.quote if fact else None) or self.reading.quotes.get(name)

    # -- class ---------------------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> Scope:
        """The explainable score of rules.md §1.5; a person's classification outranks it."""
        return scope_of(self)

    @cached_property
    def normative(self) -> bool:
        """Whether duties of normative documents are held against it: normative, or doubtful but not excluded."""
        return self.scope.treated_as_normative


_KINDS = re.compile(
    r"(实施细则|实施办法|实施意见|若干措施|若干规定|办法|规定|细则|规则|意见|措施|政策|方案|标准|目录|清单|指南|制度|"
    r"规程|决定|公告|通告|通知|通报|报告|请示|批复|函|纪要|规划|预案|要点|计划|命令|令|条例)(?:[（(][^）)]*[）)])*$"
)


@lru_cache(maxsize=16384)
def _kind_of(title: str) -> str:
    found = _KINDS.search(title.strip())
    return found[1] if found else ""
