"""Texts of documents: structure, validity, citations, whole readings."""

import json

from corpus.citations import OwnNames, find_citations
from corpus.extract import extract
from corpus.reading import Instrument, Reading
from corpus.structure import find_marks, find_units, segments
from corpus.validity import find_validity
from registry import dates
from registry.plain import blank_controls, strip_controls
from tests.fuzz.making import Target, strings

_TEXT = (
    "第一条 ", "第二条　", "第三条之一 ", "第十条", "第一章 总则\n", "第一节 甲\n", "一、", "二、", "（一）", "1.", "（1）", "“", "”", "《", "》", "〈", "〉", "目录\n",
    "附件1\n", "附件：", "\n", "\n\n", "。", "：", "；", "，", "关于印发《甲办法》的通知\n", "甲办法\n", "兰台区人民政府\n", "2021年5月8日\n", "兰政发〔2021〕3号\n",
    "本办法自印发之日起施行，有效期五年。", "有效期至2026年5月7日。", "自2021年6月1日起施行", "，有效期自2021年6月1日至2026年5月31日", "有效期", "三年", "长期有效",
    "届满自动失效", "根据《甲条例》第三条，制定本办法。", "同时废止", "修改为", "删去", "《乙规定》（兰政发〔2015〕2号）", "（以下简称《办法》）", "区", "主管部门", " ", "　", "\t",
    "特此公告。海关总署2021年5月8日", "（2021年5月8日甲部令第3号公布 自公布之日起施行）\n", "索引号：1　发文机关：兰台区人民政府\n", "及其实施条例", "转发", "延长",
)  # fmt: skip
_NOBODY = OwnNames()


def _check_structure(text: str) -> None:
    units = find_units(text, 0, len(text), find_marks(text))
    leaves = list(segments(0, len(text), units))
    assert "".join(text[a:b] for a, b, _ in leaves) == text
    above: list[int] = []
    for unit in units:
        assert 0 <= unit.start <= unit.end <= len(text)
        while above and above[-1] <= unit.start:
            above.pop()
        assert not above or unit.end <= above[-1]
        above.append(unit.end)


def _check_validity(text: str) -> None:
    for start in (None, "2021-06-01", "2021-06", "2021"):
        term = find_validity(text, (Instrument("main", "甲办法", "办法", 0, len(text)),), start)
        if term.quote is not None:
            assert text[term.quote.start : term.quote.end] == term.quote.text
        for day in (term.first_day, term.last_day):
            assert day is None or dates.interval(day)


def _check_citations(text: str) -> None:
    for found in find_citations(text, (), _NOBODY):
        assert text[found.quote.start : found.quote.end] == found.quote.text
        assert 0 <= found.start < found.end <= len(text)
        assert found.title or found.number


def _check_reading(text: str) -> None:
    reading = extract(text)
    at = 0
    for instrument in reading.instruments:
        assert instrument.start == at
        at = instrument.end
        leaves = segments(instrument.start, instrument.end, instrument.units)
        assert "".join(text[a:b] for a, b, _ in leaves) == text[instrument.start : instrument.end]
    assert at == len(text)
    for quote in reading.quotes.values():
        assert text[quote.start : quote.end] == quote.text
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


def _check_plain(text: str) -> None:
    clean = strip_controls(text)
    assert strip_controls(clean) == clean
    assert len(blank_controls(text)) == len(text)
    clean.encode("utf-8")


TARGETS: dict[str, Target] = {
    "control characters": Target(strings(_TEXT, 6), _check_plain, 80),
    "structure": Target(strings(_TEXT, 30), _check_structure, 80),
    "validity": Target(strings(_TEXT, 25), _check_validity, 40),
    "citations": Target(strings(_TEXT, 25), _check_citations, 30),
    "whole readings": Target(strings(_TEXT, 25), _check_reading, 15),
}
