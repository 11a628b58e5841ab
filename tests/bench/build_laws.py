"""Make corpus/data/laws.json from a table of law versions and a table of renumbered articles.

usage: build_laws.py LAW_VERSIONS.json RENUMBERED_ARTICLES.json OUT.json --as-of 2025-04-19 --source WORDS
"""

import argparse
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

_LINE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(.*)", re.S)
_IN_TITLE = re.compile(r"《.*》")


def _act(words: str) -> str | None:
    outside = _IN_TITLE.sub("", words)
    for word, act in (("修订", "revised"), ("修正", "amended"), ("通过", "passed"), ("批准", "passed")):
        if word in outside:
            return act
    if re.search("公布|发布|颁布", outside):
        return "published"
    return "amended" if not outside and words else None


def _versions(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        for line in entry["history"]:
            hit = _LINE.match(line)
            if not hit:
                continue
            day = f"{hit[1]}-{int(hit[2]):02d}-{int(hit[3]):02d}"
            act = _act(hit[4])
            if act is None or (
                act == "published" and any(v["act"] in ("passed", "published") for v in found.values())
            ):
                continue
            decision = re.search(r"《(.*)》", hit[4])
            row = {"date": day, "act": "passed" if act == "published" else act}
            if decision and act != "passed":
                row["decision"] = decision[1]
            found.setdefault(day, row)
        found.setdefault(
            entry["version"], {"date": entry["version"], "act": "revised" if found else "passed"}
        )
    rows = sorted(found.values(), key=lambda v: v["date"])
    whole = [v for v in rows if v["act"] in ("passed", "revised")]
    for entry in entries:
        printed = entry["effective_in_text"]
        if not printed:
            continue
        # 修正 leaves the date of the last article alone: it belongs to the last whole text before it.
        mine = [
            v for v in whole if v["date"] <= (entry["version"] if printed == "on-promulgation" else printed)
        ]
        mine = [v for v in mine if v["date"] <= entry["version"]]
        if mine:
            mine[-1]["effective"] = mine[-1]["date"] if printed == "on-promulgation" else printed
    return rows


#: Days within which a law takes force after it was passed, as a rule.
_TO_TAKE_FORCE = 500


def _unverified(versions: list[dict[str, Any]], on: str) -> dict[str, str]:
    """A repeal read in a text that was changed long after it was passed may be as old as its first version, whatever
    the day of the last change: such a day is not verified."""
    return {"mark": "U"} if _days(versions[0]["date"], on) > _TO_TAKE_FORCE else {}


def _days(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


def _short(name: str) -> str:
    return name.strip().removeprefix("中华人民共和国")


def build(
    laws: list[dict[str, Any]], moved: list[dict[str, Any]], *, as_of: str, source: str
) -> dict[str, Any]:
    """The table as it is shipped: one row a law, its versions in order, what it repealed, article maps."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for entry in laws:
        grouped.setdefault(_short(entry["name"]), []).append(entry)
    rows = []
    for name, entries in sorted(grouped.items()):
        entries.sort(key=lambda e: e["version"])
        versions = _versions(entries)
        repeals = []
        for entry in entries:
            printed = entry["effective_in_text"]
            on = entry["version"] if printed in (None, "on-promulgation") else printed
            whole = [v for v in versions if v["date"] <= entry["version"] and v["act"] != "amended"]
            if printed == "on-promulgation" and whole:
                on = whole[-1]["date"]
            repeals += [
                {"law": _short(law), "on": on} | _unverified(versions, on) for law in entry["repeals"]
            ]
        unique = [dict(t) for t in dict.fromkeys(tuple(r.items()) for r in repeals)]
        rows.append(
            {"name": name, "category": entries[-1]["category"], "versions": versions}
            | ({"repeals": unique} if unique else {})
        )
    maps = [
        {"law": m["law"], "old": m["old"], "new": m["new"],
         "articles": {old: [row["new"], row["score"]] for old, row in m["map"].items()}}
        for m in moved
    ]  # fmt: skip
    return {"as_of": as_of, "source": source, "laws": rows, "moved": maps}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", type=Path)
    parser.add_argument("moved", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--source", required=True)
    args = parser.parse_args()
    table = build(
        json.loads(args.versions.read_text("utf-8")), json.loads(args.moved.read_text("utf-8")),
        as_of=args.as_of, source=args.source,
    )  # fmt: skip
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table["laws"]]
    maps = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table["moved"]]
    head = json.dumps({"as_of": args.as_of, "source": args.source}, ensure_ascii=False)[:-1]
    body = f'{head},\n"laws":[\n' + ",\n".join(lines) + '\n],\n"moved":[\n' + ",\n".join(maps) + "\n]}\n"
    args.out.write_text(body, "utf-8")


if __name__ == "__main__":
    main()
