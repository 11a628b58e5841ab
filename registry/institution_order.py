"""The order in which offices list the makers of documents, and the level that a maker belongs to."""

from enum import StrEnum
from functools import lru_cache

from registry import agencies
from registry.agencies import Body, classify
from registry.shipped import shipped


class Level(StrEnum):
    """Government, its departments, and towns with sub-districts are listed apart."""

    GOVERNMENT = "政府"
    DEPARTMENT = "部门"
    TOWN = "镇街"


@lru_cache(maxsize=1)
def _departments() -> tuple[str, ...]:
    return tuple(shipped("registry", "data/institution_order.toml")["departments"])


@lru_cache(maxsize=4096)
def level_of(issuer: str) -> Level:
    """The level of a maker by its name; an unknown maker counts as a department."""
    body = classify(issuer)
    if body.level is agencies.Level.TOWN:
        return Level.TOWN
    if body.type in (Body.GOVERNMENT, Body.OFFICE):
        return Level.GOVERNMENT
    return Level.DEPARTMENT


@lru_cache(maxsize=4096)
def order_of(issuer: str) -> tuple[int, int, str]:
    """A sort key: government, its office, departments in the usual order, towns, then by name."""
    level = level_of(issuer)
    if level is Level.GOVERNMENT:
        return (0, int("办公" in issuer or issuer.endswith("办")), issuer)
    if level is Level.TOWN:
        return (2, int(issuer.endswith("办事处")), issuer)
    places = (i for i, word in enumerate(_departments()) if word in issuer)
    return (1, next(places, len(_departments())), issuer)
