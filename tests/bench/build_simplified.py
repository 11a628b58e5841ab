"""Writes corpus/index/simplified.txt: each traditional character with its simplified form, a pair a line.

    python tests/bench/build_simplified.py

The pairs are those of zhconv (zh-hans). Its package takes as long to load as a whole search, so that the
index reads this extract instead; a test compares the two.
"""

from pathlib import Path

from zhconv import zhconv

_TARGET = Path(__file__).parents[2] / "corpus/index/simplified.txt"


def pairs() -> dict[str, str]:
    """Traditional → simplified for single characters (words are left alone: they would move offsets)."""
    table = zhconv.getdict("zh-hans")
    return {
        source: target
        for source, target in table.items()
        if len(source) == len(target) == 1 and source != target
    }


if __name__ == "__main__":
    _TARGET.write_text(
        "".join(f"{source}{target}\n" for source, target in sorted(pairs().items())), encoding="utf-8"
    )
