"""Kill the program at random moments while it writes, reopen, and compare with what it had acknowledged.

    python tests/bench/kill_campaign.py [--kills 500] [--seed 1] [--folder DIR]

A child process does the commands of one endless, seeded list (`campaign_model.py`): ingest, new versions,
copies, ledger imports, sweeps, decisions, waivers, corrections, rounds, settings, undo, redo, backups, the
index. It prints a line when a command has returned: from then on the command counts as acknowledged. The
parent kills it (SIGKILL) after a random time, opens the registry, and compares it with the model: all
acknowledged commands must be there, whole, and at most the one that was running may be there too, whole.
The journal must verify, the backups that have a name must verify, the index must find every document once it
has followed, the check-up must find nothing worse than leftovers, which the repair removes. Then the next
child goes on where the registry stands.

Killed too: the creation of a registry, its migration to a later schema, its restoring from a backup.
Exit code 0: nothing lost, nothing half done.
"""

import argparse
import contextlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from campaign_model import ROOT, Model, advance, command, difference, examined, found_again, perform, seen

from registry import backup, migrate
from registry.errors import StoreError
from registry.schema import SCHEMA_VERSION
from registry.store import Store


def child(folder: Path, seed: int, first: int) -> None:
    """Do commands from number `first` on, until killed; a line for each that is done."""
    model = Model()
    for number in range(first):
        advance(model, command(number, seed, model))
    with Store.open(folder, actor="甲") as store:
        print("ready", flush=True)
        number = first
        while True:
            todo = command(number, seed, model)
            perform(store, number, todo)
            print(number, flush=True)
            advance(model, todo)
            number += 1


def killed(script: str, *words: object, seconds: float, lines: int = 0) -> list[str]:
    """Start a script, kill it `seconds` after it said that it is ready and so many lines more; gives the whole lines
    it said after the first."""
    command = [sys.executable, script, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise AssertionError("the registry did not open")
        early = [process.stdout.readline().rstrip("\n") for _ in range(lines)]
        time.sleep(seconds)
        if words[0] == "--child" and process.poll() is not None:
            raise AssertionError("a command failed without being killed")
        process.kill()
        return early + process.stdout.read().split("\n")[:-1]


def kill_once(folder: Path, seed: int, first: int, seconds: float) -> int:
    """Start a child, kill it `seconds` after it began; gives the number of the first command not acknowledged."""
    said = killed(__file__, "--child", folder, seed, first, seconds=seconds)
    return int(said[-1]) + 1 if said else first


def campaign(folder: Path, *, kills: int, seed: int) -> Iterator[tuple[int, int, bool]]:
    """Kill and compare; gives (kill, commands done, the running command was committed) each time.

    Raises AssertionError with the difference when something is lost or half done.
    """
    rnd = random.Random(seed)
    registry = folder / "registry"
    Store.create(registry, actor="甲").close()
    model, position = Model(), 0
    for kill in range(kills):
        acknowledged = kill_once(registry, seed, position, rnd.uniform(0, rnd.choice((0.1, 0.4, 1.2))))
        while position < acknowledged:
            advance(model, command(position, seed, model))
            position += 1
        following = model.copy()
        advance(following, command(position, seed, following))
        with Store.open(registry, actor="甲") as store:
            found = seen(store)
            if damages := store.verify():
                raise AssertionError(f"journal: {damages[0]}")
        committed = found != model.shown()
        if committed and found != following.shown():
            raise AssertionError(f"kill {kill}, command {position}: {difference(found, model, following)}")
        if committed:
            model, position = following, position + 1
        if kill % 5 == 4 or kill == kills - 1:
            with Store.open(registry, actor="甲") as store:
                found_again(store, model)
            examined(registry)
            for made in (folder / "backups").glob("guiqing-*.zip"):
                backup.verify(made)
        yield kill, position, committed


def creations(folder: Path, *, kills: int, seed: int) -> int:
    """Kill the creation of a registry; afterwards it is a registry, or can be made one. Gives how many were."""
    rnd = random.Random(seed)
    whole = 0
    for kill in range(kills):
        place = folder / f"created-{kill}"
        killed(__file__, "--create", place, seconds=rnd.uniform(0, 0.5))
        try:
            Store.open(place).close()
            whole += 1
        except StoreError:
            Store.create(place).close()
        examined(place)
    return whole


def filled(folder: Path, seed: int, commands: int = 80) -> tuple[Path, Model]:
    """A registry in which some commands were done, and its model."""
    registry, model = folder / "filled", Model()
    with Store.create(registry, actor="甲") as store:
        for number in range(commands):
            todo = command(number, seed, model)
            perform(store, number, todo)
            advance(model, todo)
    return registry, model


def expect(registry: Path, model: Model) -> None:
    """The registry holds what the model does, in an unbroken chain."""
    with Store.open(registry, actor="甲") as store:
        found = seen(store)
        if found != model.shown():
            raise AssertionError(difference(found, model))
        if damages := store.verify():
            raise AssertionError(f"journal: {damages[0]}")


def restorations(folder: Path, source: Path, model: Model, *, kills: int, seed: int) -> int:
    """Kill the restoring of a backup; afterwards the place is the registry, or no registry, and can be restored
    into once it is emptied. Gives how often it was the registry already.
    """
    rnd = random.Random(seed)
    whole = 0
    with Store.open(source) as store:
        made = backup.back_up(store, folder / "to-restore").path
    for kill in range(kills):
        place = folder / f"restored-{kill}"
        killed(__file__, "--restore", made, place, seconds=rnd.uniform(0, 0.6))
        try:
            Store.open(place).close()
            whole += 1
        except StoreError:
            shutil.rmtree(place, ignore_errors=True)
            backup.restore(made, place)
        expect(place, model)
        examined(place)
        shutil.rmtree(place)
    return whole


#: A schema one version ahead, with enough rows to be killed amidst.
LATER = """
from alembic import op
revision, down_revision = "{version}", "{before}"
def upgrade():
    op.execute("CREATE TABLE later (x INTEGER)")
    op.execute("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 200000) "
               "INSERT INTO later SELECT x FROM c")
"""


@contextlib.contextmanager
def later_program(place: Path) -> Iterator[None]:
    """This program, one schema version ahead."""
    version = f"{int(SCHEMA_VERSION) + 1:04}"
    if not place.exists():
        shutil.copytree(migrate.MIGRATIONS, place)
        script = LATER.format(version=version, before=SCHEMA_VERSION)
        (place / "versions" / "later.py").write_text(script, encoding="utf-8")
    with (
        mock.patch.object(migrate, "MIGRATIONS", place),
        mock.patch.object(migrate, "SCHEMA_VERSION", version),
    ):
        yield


def migrations(folder: Path, source: Path, model: Model, *, kills: int, seed: int) -> int:
    """Kill the opening of a registry by a program one schema version ahead: the registry is of the old schema
    or of the new, whole, and holds the same; its backup is whole. Gives how often it was the new.
    """
    rnd = random.Random(seed)
    done = 0
    scripts = folder / "migrations"
    with later_program(scripts):
        pass
    for kill in range(kills):
        place = folder / f"migrated-{kill}"
        shutil.copytree(source, place)
        killed(__file__, "--migrate", place, scripts, seconds=rnd.uniform(0, rnd.choice((1.0, 2.5))))
        for made in (place / "backups").glob("guiqing-*.zip"):
            backup.verify(made)
        if _rows_of_later(place):
            done += 1
        else:
            expect(place, model)
        with later_program(scripts):
            expect(place, model)
        if (rows := _rows_of_later(place)) != 200_000:
            raise AssertionError(f"half a migration: {rows} rows")
        shutil.rmtree(place)
    return done


def _rows_of_later(registry: Path) -> int:
    with contextlib.closing(sqlite3.connect(registry / "registry.db")) as connection:
        there = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone()[0]
        return int(connection.execute("SELECT count(*) FROM later").fetchone()[0]) if there else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument(
        "--others", type=int, default=50, help="kills of creation, restoring and migration each"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    for name, count in (("--child", 3), ("--create", 1), ("--restore", 2), ("--migrate", 2)):
        parser.add_argument(name, nargs=count, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if any((options.child, options.create, options.restore, options.migrate)):
        to_be_killed(options)
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="guiqing-kill-"))
    start, committed, done = time.monotonic(), 0, 0
    for kill, done, was in campaign(folder, kills=options.kills, seed=options.seed):
        committed += was
        if kill % 50 == 49:
            print(f"{kill + 1} kills, {done} commands, {time.monotonic() - start:.0f} s", flush=True)
    count, seed = options.others, options.seed
    created = creations(folder, kills=count, seed=seed)
    source, model = filled(folder, seed)
    restored = restorations(folder, source, model, kills=count, seed=seed)
    migrated = migrations(folder, source, model, kills=count, seed=seed)
    print(
        f"{options.kills} kills over {done} commands ({committed} times the running command was already saved); "
        f"{count} killed creations ({created} already whole), {count} restorings ({restored}), "
        f"{count} migrations ({migrated}): nothing lost, nothing half done"
    )
    if options.folder is None:
        shutil.rmtree(folder)


def to_be_killed(options: argparse.Namespace) -> None:
    """What a child process does until it is killed."""
    if options.child:
        folder, seed, first = options.child
        child(Path(folder), int(seed), int(first))
        return
    print("ready", flush=True)
    if options.create:
        Store.create(Path(options.create[0])).close()
    elif options.restore:
        backup.restore(*map(Path, options.restore))
    else:
        place, scripts = map(Path, options.migrate)
        with later_program(scripts):
            Store.open(place).close()


if __name__ == "__main__":
    main()
