"""Write rules/data/common_bigrams.toml: the bigrams that many Chinese legal texts share, by how many share them.

    python tests/bench/build_bigrams.py FOLDER … > rules/data/common_bigrams.toml

Bigrams held by fewer than two in a hundred texts are left out: they are what a text is about.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from rules.conflicts.vocabulary import LEVELS, words_of


def main(folders: list[str]) -> int:
    texts, holders = 0, Counter[str]()
    for path in sorted(
        p for folder in folders for p in Path(folder).rglob("*") if p.suffix in (".md", ".txt", ".html")
    ):
        text = re.sub(r"<[^>]*>", " ", path.read_text(encoding="utf-8", errors="replace"))
        holders.update(set(words_of(text)))
        texts += 1
    print(
        f"# Bigrams by the share of {texts} legal texts that hold them; written by tests/bench/build_bigrams.py."
    )
    for name, low, high in (
        (str(level), level, above) for level, above in zip(LEVELS, [*LEVELS[1:], 1.01], strict=True)
    ):
        found = sorted(gram for gram, count in holders.items() if low <= count / texts < high)
        print(f'"{name}" = """')
        for at in range(0, len(found), 50):
            print(" ".join(found[at : at + 50]))
        print('"""')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
