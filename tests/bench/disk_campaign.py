"""Let the disk run full at random moments while the program writes, and compare with a model.

    python tests/bench/disk_campaign.py [--rounds 100] [--seed 1] [--folder DIR] [--megabytes 64]

The commands and the model are those of `campaign_model.py`. The registry lies on a small disk: a tmpfs that
is mounted for it, or `--folder` on a small file system. In each round a ballast file leaves a random few
kilobytes free, commands are given until one fails, and then: it failed with a StoreError that has a
remedy, the registry opens on the full disk and holds exactly what was acknowledged, the journal verifies.
The ballast is taken away, the check-up clears leftovers, the same command is given again and succeeds.
"""

import argparse
import contextlib
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from campaign_model import Model, advance, command, examined, found_again, perform, seen

from registry.errors import StoreError
from registry.store import Store

_STILL = 4096  # bytes that a file system may keep for itself


@contextlib.contextmanager
def small_disk(folder: Path | None, megabytes: int) -> Iterator[Path]:
    """An empty folder on a small disk. Raises OSError or CalledProcessError where mounting is not permitted."""
    if folder is not None:
        yield folder
        return
    place = Path(tempfile.mkdtemp(prefix="guiqing-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(place)]
    subprocess.run(mount, check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def fill(folder: Path, leave: int) -> Path:
    """Write a file that leaves about `leave` bytes free."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        size = max(0, shutil.disk_usage(folder).free - leave - _STILL)
        with contextlib.suppress(OSError):
            for _ in range(size // 65536):
                file.write(bytes(65536))
            file.write(bytes(size % 65536))
    return ballast


def campaign(folder: Path, *, rounds: int, seed: int) -> Counter[str]:
    """Run the rounds; gives how often each kind of command was the one that failed."""
    rnd = random.Random(seed)
    registry = folder / "registry"
    Store.create(registry, actor="甲").close()
    model, number, failed = Model(), 0, Counter[str]()
    for _ in range(rounds):
        if shutil.disk_usage(folder).free < 8_000_000:  # the registry itself has grown too large: begin anew
            shutil.rmtree(registry)
            shutil.rmtree(folder / "backups", ignore_errors=True)
            Store.create(registry, actor="甲").close()
            model, number = Model(), number + 100_000
        ballast = fill(folder, rnd.choice((0, 5_000, 40_000, 200_000, 1_000_000)))
        with Store.open(registry, actor="甲") as store:
            while True:
                todo = command(number, seed, model)
                try:
                    perform(store, number, todo)
                except StoreError as error:
                    if not error.remedy:
                        raise AssertionError(f"no remedy: {error}") from error
                    failed[todo[0]] += 1
                    break
                advance(model, todo)
                number += 1
        compare(registry, model)
        ballast.unlink()
        compare(registry, model)
        examined(registry)
        with Store.open(registry, actor="甲") as store:
            perform(store, number, todo)
        advance(model, todo)
        number += 1
        compare(registry, model, searched=True)
    return failed


def compare(registry: Path, model: Model, *, searched: bool = False) -> None:
    """The registry opens and holds exactly what was acknowledged; `searched`: and the index finds it."""
    with Store.open(registry, actor="甲") as store:
        found, expected = seen(store), model.shown()
        if damages := store.verify():
            raise AssertionError(f"journal: {damages[0]}")
        if searched:
            found_again(store, model)
    if found != expected:
        wrong = [name for name in found if found[name] != expected[name]]
        raise AssertionError(f"differs in {wrong}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with small_disk(options.folder, options.megabytes) as folder:
        failed = campaign(folder, rounds=options.rounds, seed=options.seed)
    told = ", ".join(f"{kind} {count}" for kind, count in failed.most_common())
    print(f"the disk ran full {options.rounds} times ({told}): each time a clear message, nothing lost")


if __name__ == "__main__":
    main()
