"""Processor time, peak memory, and the calibration loop that makes machines comparable."""

import gc
import json
import multiprocessing
import random
import resource
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Measured:
    """Processor seconds, peak memory (MiB) and what else was counted; `failed` says why there is nothing.

    `loop`: seconds of the calibration loop, run right before and behind it: a shared machine is now faster, now slower.
    """

    name: str
    size: int
    seconds: float = 0.0
    memory: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)
    failed: str = ""
    loop: float = 0.0


def cpu() -> float:
    """Processor seconds of this process and of its finished children."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def calibrate() -> float:
    """Processor seconds of a fixed piece of work of the usual kind: strings, dicts, JSON."""

    def once() -> float:
        rng = random.Random(1)
        start = time.process_time()
        text = "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(120_000))
        pairs: dict[str, int] = {}
        for at in range(len(text) - 1):
            pair = text[at : at + 2]
            pairs[pair] = pairs.get(pair, 0) + 1
        json.loads(json.dumps(pairs))
        sum(text.count(pair) for pair in sorted(pairs)[:300])
        return time.process_time() - start

    return min(once() for _ in range(3))


def measured(name: str, size: int, work: Callable[[], Mapping[str, Any] | None]) -> Measured:
    """Run the work in a forked process. What goes wrong there is told in the result and loses nothing else."""
    here, there = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        gc.freeze()  # what the parent made is no work of this measurement
        start = cpu()
        try:
            more = dict(work() or {})
        except BaseException:
            there.send(Measured(name, size, failed=traceback.format_exc()))
            return
        used = more.pop("seconds", None)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        there.send(Measured(name, size, cpu() - start if used is None else used, peak, more))

    loop = calibrate()
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    there.close()
    try:
        result: Measured = here.recv()
    except EOFError:
        result = Measured(name, size, failed="the process ended without a word")
    finally:
        process.join()
    result.loop = (loop + calibrate()) / 2
    if result.failed:
        print(f"{name:<34}{size:>7}    FAILED\n{result.failed}", flush=True)
    else:
        print(
            f"{name:<34}{size:>7}{result.seconds:>10.2f} s{result.memory:>8.0f} MiB  {result.more}",
            flush=True,
        )
    return result
