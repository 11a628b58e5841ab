"""What `make mutants` needs of pytest. mutmut runs the tests again and again in copies of one process.

- A test that is asked for by one of its cases runs with all of them: an id made of Chinese text, slashes and
  line breaks does not survive the way back through the command line.
- Tests that draw their cases are left out: they take a hundred times as long, and a mutant that only they kill
  deserves a case of its own.
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the drawing tests out."""
    drawing = [item for item in items if getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
    config.hook.pytest_deselected(items=drawing)
    items[:] = [item for item in items if item not in drawing]
