"""Cut the power at random moments while the program writes, and compare with what it had acknowledged.

    python tests/bench/power_campaign.py [--commands 60] [--cuts 500] [--seed 1] [--folder DIR] [--journal-mode delete]

A power cut differs from a kill: what the program wrote and did not flush may be lost, in part and out of
order. The commands of `campaign_model.py` are given once under strace, which notes every write, rename and
flush. Then, for each cut, the registry is laid out anew as a disk may hold it at that moment:

- what was written to a file before its last fsync is there; of the later writes any may be missing;
- names (created, renamed, removed) are there up to some moment after the last fsync of their folder;
- the log's shared index (`-shm`) is empty: it never counts as stored.

It must open, hold all that was acknowledged (and at most the running command besides, whole), the journal
must verify, the kept sources must be whole, the backups that have a name too. This asks more of the program
than common file systems do; what no program can help (a drive that says "flushed" and did not) is left out.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from campaign_model import ROOT, Model, advance, command, difference, examined, perform, seen

from registry import backup
from registry.files import write_file
from registry.folder import MARKER
from registry.store import Store

_CALLS = (
    "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,unlink,unlinkat,mkdir,rmdir,close,dup,dup2"
)
_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_HANDLE = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>")
_WORDS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def _bytes(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


# -- what happened


@dataclass(eq=False)
class File:
    """A file as the disk may hold it: what is safe, and what was done to it since its last flush, in order."""

    safe: bytes = b""
    later: list[tuple[int, bytes | None]] = field(default_factory=list)  # (place, data), data None: cut there

    def flush(self) -> None:
        self.safe, self.later = self.content(lambda: True), []

    def content(self, kept: "object") -> bytes:
        """The content when each later write is there only if `kept()` says so."""
        found = bytearray(self.safe)
        for place, data in self.later:
            if not kept():  # type: ignore[operator]
                continue
            if data is None:
                del found[place:]
                found.extend(bytes(place - len(found)))
            else:
                found.extend(bytes(max(0, place + len(data) - len(found))))
                found[place : place + len(data)] = data
        return bytes(found)


@dataclass
class Disk:
    """All names below one folder: those that are safe, and what was done to names since, in order."""

    root: str
    safe: dict[str, File | None] = field(default_factory=dict)  # None: a folder
    now: dict[str, File | None] = field(default_factory=dict)
    later: list[tuple[str, str, File | None, bool]] = field(
        default_factory=list
    )  # (folder, name, file, there)

    def name(self, path: str, file: File | None, *, there: bool = True) -> None:
        self.later.append((path.rpartition("/")[0], path, file, there))
        self._apply(self.now, path, file, there)

    @staticmethod
    def _apply(names: dict[str, File | None], path: str, file: File | None, there: bool) -> None:
        if there:
            names[path] = file
        else:
            names.pop(path, None)

    def flush(self, folder: str) -> None:
        """The names in a folder are safe; a rename into it takes the old name with it."""
        moved = {id(f) for where, _, f, there in self.later if where == folder and there and f is not None}
        kept = []
        for change in self.later:
            where, path, file, there = change
            if where == folder or (not there and file is not None and id(file) in moved):
                self._apply(self.safe, path, file, there)
            else:
                kept.append(change)
        self.later = kept

    def lay_out(self, place: Path, rnd: random.Random) -> None:
        """Write the tree as a disk may hold it now."""
        names = dict(self.safe)
        for _, path, file, there in self.later[: rnd.randint(0, len(self.later))]:
            self._apply(names, path, file, there)
        likely = rnd.choice((0.0, 0.5, 0.9, 1.0))
        for path, file in sorted(names.items()):
            target = place / path.removeprefix(self.root).lstrip("/")
            if file is None:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
                continue
            if not target.parent.is_dir():
                continue  # its folder's own name was lost
            data = b"" if path.endswith("-shm") else file.content(lambda: rnd.random() < likely)
            target.write_bytes(data)
            target.chmod(0o600)


def replay(log: Path, root: str) -> Iterator[tuple[Disk, int | None]]:
    """The disk after each call that changes it, with the number of the command that was then acknowledged."""
    disk = Disk(root)
    disk.safe[root] = disk.now[root] = None
    offsets: dict[tuple[str, str], int] = {}
    for line in log.open(encoding="ascii"):
        found = _CALL.match(line)
        if found is None or found[3].startswith("-"):
            continue
        call, words, result = found[1], found[2], int(found[3])
        handle = _HANDLE.search(words)
        number, path = (handle[1], _bytes(handle[2]).decode()) if handle else ("", "")
        paths = [_bytes(w).decode("utf-8", "replace") for w in _WORDS.findall(words)]
        if call == "write" and number == "1":
            if (said := _bytes(_WORDS.search(words)[1])).strip().isdigit():  # type: ignore[index]
                yield disk, int(said)
            continue
        if call == "openat":
            opened = _HANDLE.search(line[found.start(3) :])
            path = _bytes(opened[2]).decode() if opened else paths[-1]
            if not path.startswith(root):
                continue
            offsets[(str(result), path)] = 0
            if "O_CREAT" in words and path not in disk.now:
                disk.name(path, File())
            elif "O_TRUNC" in words and isinstance(file := disk.now[path], File):
                file.later.append((0, None))
            else:
                continue
        elif call in ("mkdir", "rmdir", "unlink", "unlinkat", "rename"):
            if not paths[-1].startswith(root):
                continue
            old = disk.now.get(paths[0])
            if call == "rename":
                disk.name(paths[1], old)
            disk.name(paths[0], old, there=call == "mkdir")
        elif not path.startswith(root):
            continue
        elif path not in disk.now:
            continue  # a file that was removed while it was open
        elif call in ("fsync", "fdatasync"):
            file = disk.now[path]
            if file is None:
                disk.flush(path)
            else:
                file.flush()
        elif call == "lseek":
            offsets[(number, path)] = result
            continue
        elif call in ("write", "pwrite64", "ftruncate"):
            file = disk.now[path]
            assert file is not None
            if call == "ftruncate":
                file.later.append((int(words.rpartition(",")[2]), None))
            else:
                data = _bytes(_WORDS.search(words)[1])[:result]  # type: ignore[index]
                if call == "write":
                    at = offsets.get((number, path), 0)
                    offsets[(number, path)] = at + result
                else:
                    at = int(words.rpartition(",")[2])
                file.later.append((at, data))
        else:
            continue
        yield disk, None


# -- what must come of it


def child(folder: Path, seed: int, commands: int, journal_mode: str) -> None:
    """Make a registry and do the commands; a line for each that is done."""
    model = Model()
    Store.create(folder / "registry", actor="甲").close()
    marker = folder / "registry" / MARKER
    words = marker.read_text(encoding="utf-8")
    write_file(marker, words.replace('journal_mode = "wal"', f'journal_mode = "{journal_mode}"').encode())
    store = Store.open(folder / "registry", actor="甲")
    print(0, flush=True)
    for number in range(commands):
        if number % 20 == 19:  # closing and opening writes too
            store.close()
            store = Store.open(folder / "registry", actor="甲")
        todo = command(number, seed, model)
        perform(store, number, todo)
        print(number + 1, flush=True)
        advance(model, todo)
    store.close()


def record(folder: Path, seed: int, commands: int, journal_mode: str) -> Path:
    """Let a child do the commands under strace; gives the log."""
    log = folder / "log"
    (folder / "disk").mkdir(mode=0o700)
    traced = ["strace", "-f", "-y", "-xx", "-s", "99999999", "-e", f"trace={_CALLS}", "-o", str(log)]
    words = [sys.executable, "-B", __file__, "--child", folder / "disk", seed, commands, journal_mode]
    subprocess.run([*traced, *map(str, words)], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return log


def campaign(
    folder: Path, *, commands: int, cuts: int, seed: int, journal_mode: str
) -> Iterator[tuple[int, bool]]:
    """Cut and compare; gives (commands acknowledged, the running one was there too) each time.

    Raises AssertionError with the difference when something is lost or half done.
    """
    log, root = record(folder, seed, commands, journal_mode), str(folder / "disk")
    moments = sum(1 for _ in replay(log, root))
    rnd = random.Random(seed)
    wanted = sorted(rnd.sample(range(moments), min(cuts, moments)))
    model, done, made = Model(), 0, False
    place = folder / "after"
    for moment, (disk, said) in enumerate(replay(log, root)):
        if said is not None:
            made = True
            while done < said:
                advance(model, command(done, seed, model))
                done += 1
        while wanted and wanted[0] == moment:
            wanted.pop(0)
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o700)
            disk.lay_out(place, rnd)
            if made:
                yield done, compared(place, model, command(done, seed, model), f"moment {moment}")


def compared(place: Path, model: Model, running: tuple[str, object], when: str) -> bool:
    """Whether the running command is in the registry beside all that was acknowledged."""
    following = model.copy()
    advance(following, running)
    with Store.open(place / "registry", actor="甲") as store:
        found = seen(store)
        if damages := store.verify():
            raise AssertionError(f"{when}: journal: {damages[0]}")
    if found not in (model.shown(), following.shown()):
        raise AssertionError(f"{when}, {running[0]}: {difference(found, model, following)}")
    for made in (place / "backups").glob("guiqing-*.zip"):
        backup.verify(made)
    examined(place / "registry")
    return found != model.shown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--commands", type=int, default=60)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--journal-mode", choices=("wal", "delete"), default="wal")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        folder, seed, commands, mode = options.child
        child(Path(folder), int(seed), int(commands), mode)
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="guiqing-power-"))
    asked = {"commands": options.commands, "cuts": options.cuts, "seed": options.seed}
    results = list(campaign(folder, **asked, journal_mode=options.journal_mode))
    print(
        f"{len(results)} power cuts over {results[-1][0]} commands "
        f"({sum(there for _, there in results)} times the running command was already safe): nothing lost"
    )
    if options.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
