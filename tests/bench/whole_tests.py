"""A pytest plugin for `make mutants`: a test that is asked for by one of its cases runs with all of them.

mutmut names the tests that it wants to run by their ids; an id made of Chinese text, slashes and line breaks
does not survive the way back through the command line.
"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Take the cases out of the tests that were asked for."""
    config.args = list(dict.fromkeys(arg.partition("[")[0] for arg in config.args))
