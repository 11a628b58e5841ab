"""What a change of the extractor gains and loses, on a fixed corpus.

usage: extraction_diff.py --base REV CORPUS [--limit N] [--show N]

Extracts CORPUS (a folder of texts) with the code of this work tree and with the code of revision REV (checked
out into a temporary folder), and prints facts gained and lost, field by field. Exit code 0, also when there
are differences: a person judges them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".md", ".txt", ".html")
SCALARS = ("title", "number", "signed_on", "published_on", "effective_on", "expires_on")
LISTS = {
    "issuers": (),
    "basis": ("title", "number", "article"),
    "cites": ("title", "number", "article"),
    "repeals": ("title", "number", "scope", "part"),
    "amends": ("title", "number", "article", "kind"),
    "history": ("date", "act"),
}

Fact = tuple[str, str, str]


def facts(record: dict[str, object]) -> Iterator[Fact]:
    """Every fact of one record as (path, field, value), quotes and offsets aside."""
    path = str(record["path"])
    for field in SCALARS:
        if record.get(field):
            yield path, field, str(record[field])
    for field, keys in LISTS.items():
        rows = record.get(field)
        for row in rows if isinstance(rows, list) else ():
            value = " | ".join(str(row.get(k) or "") for k in keys) if isinstance(row, dict) else str(row)
            yield path, field, value


def extract_all(root: Path, files: Iterable[Path], corpus: Path) -> set[Fact]:
    """The facts that the code under `root` finds in the files, in a process of its own."""
    listing = "\n".join(str(f) for f in files)
    done = subprocess.run(
        [sys.executable, __file__, "--worker", str(root), str(corpus)],
        input=listing, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    found: set[Fact] = set()
    for line in done.stdout.splitlines():
        found.update(facts(json.loads(line)))
    return found


def work(root: str, corpus: str) -> None:
    """Read file names from stdin, print one record a line with the code under `root`."""
    sys.path.insert(0, root)
    from corpus.clean import clean
    from corpus.extract import extract
    from corpus.extract_record import to_record
    from corpus.readers import read

    for name in sys.stdin.read().splitlines():
        page = read(Path(name))
        text = clean(page).text
        record = to_record(str(Path(name).relative_to(corpus)), extract(text, page.metadata), text)
        print(json.dumps(record, ensure_ascii=False))


def report(gained: set[Fact], lost: set[Fact], kept: int, show: int) -> None:
    """Print counts by field, then the facts themselves up to `show` a field and direction."""
    plus, minus = Counter(f for _, f, _ in gained), Counter(f for _, f, _ in lost)
    print(f"facts kept {kept}, gained {len(gained)}, lost {len(lost)}")
    for field in (*SCALARS, *LISTS):
        if plus[field] or minus[field]:
            print(f"\n{field}: +{plus[field]} -{minus[field]}")
            for sign, rows in (("+", gained), ("-", lost)):
                for path, _, value in sorted(r for r in rows if r[1] == field)[:show]:
                    print(f"  {sign} {path}: {value}")


def main() -> None:
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], sys.argv[3])
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--base", required=True, help="revision to compare with")
    parser.add_argument("--limit", type=int, default=600, help="files taken, spread evenly over the corpus")
    parser.add_argument("--show", type=int, default=20, help="facts printed a field and direction")
    args = parser.parse_args()
    here = Path(__file__).resolve().parents[2]
    files = sorted(f for f in args.corpus.rglob("*") if f.suffix in SUFFIXES)
    files = files[:: max(1, len(files) // args.limit)]
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", args.base], cwd=here, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        before = extract_all(Path(folder), files, args.corpus)
    after = extract_all(here, files, args.corpus)
    report(after - before, before - after, len(after & before), args.show)


if __name__ == "__main__":
    main()
