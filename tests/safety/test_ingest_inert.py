"""What a hostile file says is text from the moment it is taken in: files of two kinds, and the ledger."""

import csv
import html
import os
from collections.abc import Callable

import pytest

from registry.plain import strip_controls
from registry.records import Document
from registry.store import Store
from tests.safety.hostile import NAMES, PAYLOADS, as_seen, mark, seen
from tui import diagnostics
from tui.cli import app
from tui.state import STATE

BODY = """兰台区人民政府关于{label}{payload}的通知
兰政发〔2021〕{number}号
各镇人民政府：
一、{payload}{label}事项，按照{payload}办理。
二、本通知自2021年6月1日起施行，有效期五年。
兰台区人民政府
2021年5月8日
"""


#: What makes a csv file no text at all: it is refused as a whole.
_NO_CSV = ("NUL", "lone surrogate")
#: A text with scripts in it is a page by its content: they are left out, as of every page.
_OTHERWISE = {*(("ledger", name) for name in _NO_CSV), ("txt", "script")}


def _file_name(payload: str, number: int) -> str:
    """As much of the payload as a file system takes."""
    kept = payload.replace("/", "").replace("\0", "").encode("utf-8", "surrogatepass")[:120]
    return f"{number:02}" + os.fsdecode(kept.decode("utf-8", "ignore").encode())


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Document]:
    """The document of a payload as a kind of file, in a registry made by the commands."""
    folder = tmp_path_factory.mktemp("incoming")
    registry = folder / "登记库"
    (folder / "files").mkdir()
    with (folder / "台账.csv").open("w", encoding="utf-8-sig", newline="", errors="surrogatepass") as file:
        ledger = csv.writer(file)
        ledger.writerow(["文件名称", "文号", "制定机关", "备注"])
        for number, (name, payload) in enumerate(PAYLOADS.items(), 1):
            text = BODY.format(label=mark(name), payload=payload, number=number)
            stem = _file_name(payload, number)
            (folder / "files" / f"{stem}.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
            page = f"<html><body><p>{html.escape(text.replace('〕', '〕5')).replace(chr(10), '</p><p>')}</p></body></html>"
            (folder / "files" / f"{stem}.html").write_bytes(page.encode("utf-8", "surrogatepass"))
            if name in _NO_CSV:
                continue
            ledger.writerow(
                [
                    f"{payload}{mark(name)}的台账",
                    f"兰台发〔2020〕{number}号",
                    f"{payload}{mark(name)}局",
                    payload,
                ]
            )
    for words in (
        ("ingest", folder / "files", "--quiet", "--workers", 2),
        ("ledger", "import", folder / "台账.csv"),
    ):
        STATE.registry, STATE.actor = None, ""
        said = diagnostics.guarded(
            lambda words=words: app(["--registry", str(registry), *map(str, words)], standalone_mode=False)  # type: ignore[misc]
        )
        assert said == 0
    with Store.open(registry) as store:
        documents = list(store.documents())
        outcomes = store.outcomes(None)
    assert len(outcomes) >= 2 * len(NAMES), "every file has its outcome"

    def find(name: str, kind: str) -> Document:
        return next(
            d
            for d in documents
            if mark(name) in d.title + d.text and (d.path or ".ledger").endswith(f".{kind}")
        )

    return find


@pytest.mark.parametrize(
    ("kind", "payload"),
    [(k, p) for k in ("txt", "html", "ledger") for p in NAMES if (k, p) not in _OTHERWISE],
)
def test_what_is_stored_is_text(taken: Callable[[str, str], Document], kind: str, payload: str) -> None:
    document = taken(payload, kind)
    facts = [str(f.value) for f in document.facts] + [f.quote.text for f in document.facts if f.quote]
    for text in (document.text, *facts, *document.ledger.values()):
        assert strip_controls(text) == text
    words = " ".join([document.title, document.text, *document.ledger.values()])
    # Readers and cleaning set blanks their own way.
    assert seen(payload).strip(" .").replace(" ", "") in as_seen(words).replace(" ", "")
