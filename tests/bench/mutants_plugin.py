"""What `make mutants` needs of pytest. mutmut runs the tests again and again in copies of one process.

- A test that is asked for by one of its cases runs with all of them: an id made of Chinese text, slashes and
  line breaks does not survive the way back through the command line.
- What the functions under test have remembered of the first run, with the program unchanged, is forgotten.
"""

import functools
import gc

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Take the cases out of the tests that were asked for, and empty the caches of the lowest floor (those above
    hold tables that take long to read and no mutant)."""
    config.args = list(dict.fromkeys(arg.partition("[")[0] for arg in config.args))
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and thing.__module__.startswith("registry."):
            thing.cache_clear()
