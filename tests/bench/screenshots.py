"""Take the pictures of the guide from the sample registry: python tests/bench/screenshots.py [docs/images]."""

import asyncio
import html
import re
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from rich.cells import cell_len

sys.path.insert(0, str(Path(__file__).parents[2]))

from registry.records import Decision, Disposition
from registry.store import Store
from tui.app import ReviewApp
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.intake import import_ledger, take_in
from tui.round_desk import start_round
from tui.samples.build import build
from tui.state import STATE
from tui.sweeping import sweep_registry

SMALL, LARGE = (80, 24), (160, 48)
#: name → (size, keys, stage of the round or "" for none); "=甲,乙" compares two documents by number.
SHOTS: dict[str, tuple[tuple[int, int], list[str], str]] = {
    "queue-80x24": (SMALL, [], ""),
    "document-80x24": (SMALL, ["enter", "n"], ""),
    "reason-80x24": (SMALL, ["f", "slash", *"S-01", "enter", "a", "5"], ""),
    "round-80x24": (SMALL, ["w"], "复核"),
    "help-80x24": (SMALL, ["question_mark"], ""),
    "queue-160x48": (LARGE, [], "初审"),
    "document-160x48": (LARGE, ["enter", "n"], "初审"),
    "compare-160x48": (LARGE, ["=兰政发〔2019〕27号,兰住建发〔2023〕41号", "n", "n"], ""),
    "overview-160x48": (LARGE, ["v"], "初审"),
    "round-160x48": (LARGE, ["w"], "复核"),
    "adjudication-160x48": (LARGE, ["enter"], "裁定"),
    "lists-160x48": (LARGE, ["l", "2"], ""),
    "facts-160x48": (LARGE, ["enter", "i"], ""),
    "search-160x48": (LARGE, ["s", *"养老 补贴", "enter"], ""),
}


async def shoot(store: Store, size: tuple[int, int], keys: list[str], stage: str, target: Path) -> None:
    STATE.actor = {"初审": "王明", "复核": "李红", "裁定": "张局"}.get(stage, "王明")
    cleanup = store.rounds()[0] if stage else None
    app = ReviewApp(Desk(store, as_of=AS_OF, cleanup=cleanup, stage=stage or "初审"))
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.8)
        for key in keys:
            if key.startswith("="):
                one, other = (store.find(number)[0] for number in key[1:].split(","))
                app.compare(one, other)
            else:
                await pilot.press(key)
            await pilot.pause(0.3)
        await pilot.pause(0.8)
        target.write_text(mended(app.export_screenshot(title="规清")), encoding="utf-8")


def work(store: Store) -> None:
    """A round in the middle of its work: answers of departments, the first review half done, the second begun."""
    cleanup = start_round(store, "2026年全面清理", cutoff=date(2026, 10, 31), as_of=AS_OF, scope={}).round
    with store.writing("round stage") as writer:
        writer.set_stage(cleanup.id, "复核", result="初审意见已汇总")
    ids = [row.id for row in Desk(store, as_of=AS_OF, cleanup=cleanup).rows()][::2]
    others = [d for d in Disposition if d is not Disposition.NOT_NORMATIVE]
    for stage, who, share in (("自查", "赵敏", 60), ("初审", "王明", 34), ("复核", "李红", 22)):
        with store.writing("decide") as writer:
            for at, document in enumerate(ids[:share]):
                disposition = others[(at + (stage == "复核" and at % 9 == 0)) % 4]
                amend = disposition is Disposition.AMEND
                writer.decide(
                    Decision(
                        document, disposition, "第六条与上位法不一致" if amend else "经核实，" + disposition.value, who,
                        datetime(2026, 11, 2, 1 + at % 8, at % 60, tzinfo=UTC), stage=stage, round_id=cleanup.id,
                        evidence=("征求意见：三个镇街同意",) if stage == "自查" and amend else (),
                        deadline=date(2027, 5, 1) if amend else None, responsible="兰台区民政局" if amend else None,
                    )
                )  # fmt: skip


def mended(svg: str) -> str:
    """The picture with fonts of the machine, and each run of wide or of narrow characters in its own cells: the
    exporter counts one cell for a Chinese character and spaces a mixed run evenly."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-variant-east-asian: full-width;?", "", svg)
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC, Sarasa Mono SC, monospace")

    def placed(found: "re.Match[str]") -> str:
        text = html.unescape(found["text"])
        cell, x = float(found["length"]) / max(len(text), 1), float(found["x"])
        out = []
        for run in re.findall(r"[\u2e80-\uffef]+|[^\u2e80-\uffef]+", text):
            cells = cell_len(run)
            if run.strip():
                out.append(
                    f'{found["head"]}x="{x:.1f}"{found["between"]}textLength="{cell * cells:.1f}"{found["rest"]}>'
                    f"{html.escape(run).replace(' ', '&#160;')}</text>"
                )
            x += cell * cells
        return "".join(out)

    return re.sub(
        r'(?P<head><text[^>]*?\s)x="(?P<x>[\d.]+)"(?P<between>[^>]*?)textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>',
        placed,
        svg,
    )


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        built = build(Path(scratch))
        with Store.create(Path(scratch) / "登记库", actor="王明") as store:
            take_in(store, [built.documents], workers=2, quiet=True)
            import_ledger(store, built.ledger, dry_run=False)
            sweep_registry(store, as_of=AS_OF)
            for in_round in (False, True):
                if in_round:
                    work(store)
                for name, (size, keys, stage) in SHOTS.items():
                    if bool(stage) is in_round:
                        asyncio.run(shoot(store, size, keys, stage, folder / f"{name}.svg"))


if __name__ == "__main__":
    main()
