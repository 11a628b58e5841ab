"""Take the pictures of the guide from the sample registry: python tests/bench/screenshots.py [docs/images]."""

import asyncio
import html
import re
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len

from registry.store import Store
from tui.app import ReviewApp
from tui.demonstration import AS_OF
from tui.desk import Desk
from tui.intake import import_ledger, take_in
from tui.samples.build import build
from tui.screens.compare import CompareScreen
from tui.sweeping import sweep_registry

#: name → (size, keys); "=甲,乙" compares two documents by number.
SHOTS: dict[str, tuple[tuple[int, int], list[str]]] = {
    "queue-80x24": ((80, 24), []),
    "review-wide": ((160, 48), ["enter", "n"]),
    "document-80x24": ((80, 24), ["enter", "n"]),
    "overview": ((120, 36), ["v"]),
    "facts": ((120, 30), ["enter", "i"]),
    "lists": ((120, 36), ["l", "2"]),
    "search": ((120, 30), ["s", *"养老 补贴", "enter"]),
    "compare": ((160, 48), ["=兰政发〔2019〕27号,兰住建发〔2023〕41号", "n"]),
    "help": ((100, 36), ["question_mark"]),
}


async def shoot(store: Store, size: tuple[int, int], keys: list[str], target: Path) -> None:
    app = ReviewApp(Desk(store, as_of=AS_OF))
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.3)
        for key in keys:
            if key.startswith("="):
                one, other = (store.find(number)[0] for number in key[1:].split(","))
                app.push_screen(CompareScreen(app.desk, one, other))
            else:
                await pilot.press(key)
            await pilot.pause(0.2)
        await app.workers.wait_for_complete()
        await pilot.pause(0.3)
        target.write_text(mended(app.export_screenshot(title="规清")), encoding="utf-8")


def mended(svg: str) -> str:
    """The picture with Chinese characters two cells wide (the exporter counts one) and fonts of the machine."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC, Sarasa Mono SC, monospace")

    def widened(found: "re.Match[str]") -> str:
        text = html.unescape(found["text"])
        cell = float(found["length"]) / max(len(text), 1)
        return (
            f'{found["head"]}textLength="{cell * cell_len(text):.1f}"{found["rest"]}>{found["text"]}</text>'
        )

    return re.sub(
        r'(?P<head><text[^>]*?)textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>',
        widened,
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
            for name, (size, keys) in SHOTS.items():
                asyncio.run(shoot(store, size, keys, folder / f"{name}.svg"))


if __name__ == "__main__":
    main()
