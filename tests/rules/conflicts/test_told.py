"""Passages that share words come in their order, whatever order a set of words has in this run."""

from rules.conflicts.told import Told

_WORDS = ("收到申请", "公布结果", "办理登记", "缴存押金", "建立台账", "开展检查", "发放补助", "完成整改")


def test_passages_that_share_words_come_in_order() -> None:
    told = Told(_WORDS)
    other = Told(["".join(_WORDS[n:] + _WORDS[:n]) for n in range(len(_WORDS))])
    found = list(told.sharing(other, 0.2))
    assert len(found) == len(_WORDS) ** 2
    assert found == sorted(found)
