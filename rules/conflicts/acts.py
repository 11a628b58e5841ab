"""What is to be done, as words: the act of a duty or of a task, bare, in short and in full. Pure."""

import re
from functools import cache, lru_cache

from registry.shipped import shipped
from rules.conflicts.provisions import without_figures
from rules.conflicts.wording import evidence, reduced

#: Characters of a thing's name at least.
SHORTEST_NAME = 2
#: An act in short: how many characters it has, how many times longer the full one is, and how sure that is.
SHORTEST_ABBREVIATED, _LONGEST_FULL, IN_SHORT = 4, 2.5, 0.9
#: Evidence without which a task is any office's: 具体办法, 日常工作.
NAMES_A_TASK = 1.2


@lru_cache(maxsize=100_000)
def act_words(act: str) -> str:
    """An act without figures, drafting words and signs, synonyms under one name."""
    return _NO_WORD.sub("", reduced(_CHARGED.sub("收费", without_figures(act))))


#: 每人每次收取2元, 收取任何费用: a charge.
_CHARGED = re.compile(r"(?:每[^，。；每]{1,3}){0,2}收取(?:[^，。；]{0,8}#|[^，。；]{0,6}费用?)")
_NO_WORD = re.compile(r"[·#]+")


@lru_cache(maxsize=100_000)
def abbreviates(one: str, other: str) -> bool:
    """Whether one act is the other in short (携犬入园, 携带犬只进入公园): its characters in their order, not too far."""
    short, long = sorted((act_words(one), act_words(other)), key=len)
    if not SHORTEST_ABBREVIATED <= len(short) < len(long) <= _LONGEST_FULL * len(short):
        return False
    if len(task_words().sub("", short)) < SHORTEST_NAME:
        return False
    rest = iter(long)
    return short[0] == long[0] and short[-1] == long[-1] and all(char in rest for char in short)


@lru_cache(maxsize=100_000)
def holds(one: str, other: str) -> bool:
    """Whether one act begins with all that the other names (办理就诊卡, 办理该院就诊卡后挂号)."""
    short, long = sorted((act_words(one), act_words(other)), key=len)
    if not SHORTEST_NAME < len(short) <= len(long) <= _LONGEST_FULL * len(short):
        return False
    return 0 <= long.find(short) <= SHORTEST_NAME and evidence(one, other) >= NAMES_A_TASK


@cache
def task_words() -> "re.Pattern[str]":
    """What an office does with whatever is its task (审批, 管理), and words that say less."""
    tasks = (*shipped("rules", "data/wording.toml")["tasks"], "工作", "活动", "行政区域", "具体", "日常")
    return re.compile("|".join(sorted(tasks, key=len, reverse=True)))
