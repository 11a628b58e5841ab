"""Province profiles: which rules run where, and with which parameters. Data in the TOML files beside this.

A profile extends another one (全国 at the root); a value says whether somebody has opened the text it comes
from. An office writes its own file with its lists (makers, renames, places, certificates) and passes its path.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from registry.errors import InputError, UsageError
from rules.base import Severity
from rules.entries import entries

DEFAULT = "辽宁"
LISTS = {
    "makers": ("name",),
    "renames": ("old", "new", "on"),
    "places": ("old", "new", "on"),
    "certificates": ("name",),
    "filing": ("body", "recipient"),
}
"""Lists that a profile may carry, with the keys that each entry needs."""
_TOP = {"name", "extends", "about", "rules", "place", "switches", *LISTS}
_PLACE = {"province", "city", "district"}


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value, whether its source has been read, and the source."""

    value: Any
    verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """What a profile says of one rule. `off` switches it off, `why` tells the reason to a person."""

    off: bool = False
    why: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    severity: Severity | None = None
    disposition: str | None = None
    duty_from: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile with everything that it inherits. `place`: the names of the own province, city and district."""

    name: str
    about: str = ""
    rules: Mapping[str, Override] = field(default_factory=dict)
    lists: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    place: Mapping[str, str] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)
    ancestry: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    def list(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """One of the office's lists; empty when the profile has none."""
        return self.lists.get(name, ())


def shipped() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    folder = resources.files("rules.profiles")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def load_profile(name_or_path: str | Path = DEFAULT) -> Profile:
    """Load a shipped profile by name, or an office's own by the path of its file.

    A file that it extends is looked for beside it. `Profile.files` are the office's own files that it was read from.

    Raises UsageError for a name that does not exist, InputError for a file that cannot be used; the message
    names the file, the key and what is expected there.
    """
    return _load(name_or_path, ())


def _load(name_or_path: str | Path, seen: tuple[str, ...]) -> Profile:
    text, where = _source(name_or_path)
    files = () if where in shipped() else (Path(where),)
    if where in seen:
        raise InputError(
            f"{where}：地区配置循环继承（{' → '.join((*seen, where))}）。", "修改 extends，使其不再指向自己。"
        )
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # a thousand brackets are no profile
        raise InputError(f"{where}：不是有效的 TOML 文件（{error}）。", "按提示的行号修改后重试。") from error
    own = _parse(raw, where)
    parent_name = raw.get("extends")
    if parent_name is None:
        return replace(own, ancestry=(own.name,), files=files)
    parent = str(parent_name)
    base = _load(parent if _is_name(parent) or not files else _beside(files[0], parent), (*seen, where))
    return replace(_merge(base, own), files=(*files, *base.files))


def _is_name(text: str) -> bool:
    """The name of a shipped profile rather than the path of a file."""
    return not text.endswith(".toml") and "/" not in text and "\\" not in text


def _beside(file: Path, parent: str) -> Path:
    """The file that another one extends: the path as seen from that file's folder; where nothing is there, the file of
    that name beside it, as it lies once both were copied into a registry."""
    named = file.parent / parent
    return named if named.is_file() else file.parent / Path(parent).name


def _source(name_or_path: str | Path) -> tuple[str, str]:
    text = str(name_or_path)
    if isinstance(name_or_path, str) and _is_name(text):
        file = resources.files("rules.profiles").joinpath(f"{text}.toml")
        if not file.is_file():
            raise UsageError(
                f"没有名为“{text}”的地区配置。",
                f"可用的有：{'、'.join(shipped())}；自制配置请给出 .toml 文件路径。",
            )
        return file.read_text("utf-8"), text
    path = Path(name_or_path)
    try:
        return path.read_text("utf-8"), str(path)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}：地区配置文件不是 UTF-8 编码。", "另存为 UTF-8 编码后重试。") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path that `extends` gives
        raise InputError(
            f"{path!s}：地区配置文件读不出来（{getattr(error, 'strerror', None) or error}）。",
            "检查路径和权限。",
        ) from error


def _parse(raw: Mapping[str, Any], where: str) -> Profile:
    unknown = sorted(set(raw) - _TOP)
    if unknown:
        raise InputError(f"{where}：不认识的项目“{unknown[0]}”。", f"允许的有：{'、'.join(sorted(_TOP))}。")
    name = raw.get("name")
    if not isinstance(name, str) or not name:
        raise InputError(f"{where}：缺少 name（地区配置的名称）。", '在文件开头写上 name = "…"。')
    place = _table(raw.get("place", {}), where, "place")
    if wrong := sorted(set(place) - _PLACE):
        raise InputError(
            f"{where}：place 中不认识“{wrong[0]}”。", "place 中只能写 province、city、district。"
        )
    return Profile(
        name=name,
        about=str(raw.get("about", "")),
        rules={c: _override(c, r, where) for c, r in _table(raw.get("rules", {}), where, "rules").items()},
        lists={key: _list(raw[key], key, where) for key in LISTS if key in raw},
        place={k: str(v) for k, v in place.items()},
        switches={k: bool(v) for k, v in _table(raw.get("switches", {}), where, "switches").items()},
    )


def _table(raw: Any, where: str, key: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise InputError(f"{where}：{key} 应当是一个表（[{key}]）。", "参照随程序附带的配置文件书写。")
    return raw


def _list(raw: Any, key: str, where: str) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(raw, list) or not all(isinstance(e, dict) for e in raw):
        raise InputError(f"{where}：{key} 应当写成若干个 [[{key}]]。", "参照随程序附带的配置文件书写。")
    for number, item in enumerate(raw, 1):
        for need in LISTS[key]:
            if not item.get(need):
                raise InputError(
                    f"{where}：第 {number} 个 [[{key}]] 缺少 {need}。",
                    f"每个 [[{key}]] 都要写 {'、'.join(LISTS[key])}。",
                )
    return tuple(raw)


def _override(code: str, raw: Any, where: str) -> Override:

    known = entries().get(code)
    if known is None:
        raise InputError(
            f"{where}：rules 中的“{code}”不是规则编号。", "用 guiqing rules list 查看全部规则编号。"
        )
    if not isinstance(raw, dict):
        raise InputError(f"{where}：rules.{code} 应当是一个表。", f"写成 [rules.{code}]。")
    off = raw.get("off", False)
    if not isinstance(off, bool):
        raise InputError(f"{where}：rules.{code}.off 应当是 true 或者 false。", "修改后重试。")
    severity, duty = raw.get("severity"), raw.get("duty_from")
    if severity is not None and severity not in tuple(Severity):
        raise InputError(f"{where}：rules.{code}.severity 只能是 H、M、L。", "修改后重试。")
    if duty is not None and (not isinstance(duty, date) or isinstance(duty, datetime)):
        raise InputError(
            f"{where}：rules.{code}.duty_from 应当是日期。", "写成 2018-05-16 的样子，不加引号。"
        )
    values = {}
    for key, value in raw.items():
        if key in ("off", "why", "severity", "disposition", "duty_from"):
            continue
        if isinstance(value, dict) and "value" in value:
            values[key] = Value(
                value["value"], bool(value.get("verified", False)), str(value.get("source", ""))
            )
        else:
            values[key] = Value(value)
        default = known.params.get(key)
        given = values[key].value
        if default is not None and not _same_type(default, given):
            raise InputError(
                f"{where}：rules.{code}.{key} 的值“{given}”类型不对。", f"应当与默认值 {default!r} 同类。"
            )
    return Override(
        off=off,
        why=str(raw.get("why", "")),
        values=values,
        severity=Severity(severity) if severity else None,
        disposition=str(raw["disposition"]) if "disposition" in raw else None,
        duty_from=duty,
    )


def _same_type(default: Any, given: Any) -> bool:
    if isinstance(default, bool) or isinstance(given, bool):
        return isinstance(default, bool) and isinstance(given, bool)
    if isinstance(default, int | float):
        return isinstance(given, int | float)
    return isinstance(given, type(default))


def _merge(base: Profile, own: Profile) -> Profile:
    rules = dict(base.rules)
    for code, new in own.rules.items():
        old = rules.get(code, Override())
        rules[code] = Override(
            off=new.off,
            why=new.why or ("" if not new.off else old.why),
            values={**old.values, **new.values},
            severity=new.severity or old.severity,
            disposition=new.disposition or old.disposition,
            duty_from=new.duty_from or old.duty_from,
        )
    return Profile(
        name=own.name,
        about=own.about or base.about,
        rules=rules,
        lists={**base.lists, **{k: (*base.lists.get(k, ()), *v) for k, v in own.lists.items()}},
        place={**base.place, **own.place},
        switches={**base.switches, **own.switches},
        ancestry=(*base.ancestry, own.name),
    )
