"""A new profile of an office as a file to fill in: every parameter with its value now, as a comment."""

from datetime import date
from typing import Any

from rules.entries import entries
from rules.profiles import DEFAULT, Profile, load_profile

_HEAD = """\
# {name}：本单位的规则配置。只写与“{extends}”不同的地方，其余自动沿用。
# 去掉行首的“# ”即生效；verified = true 表示已经核对过原文，source 写明出处。

name = "{name}"
extends = "{extends}"
about = ""

[place]
# province = "辽宁省"
# city = ""
# district = ""

[switches]
# exclude_plan = true             # 规划不作为规范性文件
# exclude_emergency_plan = true   # 应急预案不作为规范性文件

# 制定主体清单：status 为 ok 或者 forbidden，撤并的机关写 to
# [[makers]]
# name = ""
# status = "ok"
# from = 2019-03-01

# 本地机构改名：on 是本地实际变更的日期
# [[renames]]
# old = ""
# new = ""
# on = 2019-03-01

# 旧地名和区划变动
# [[places]]
# old = ""
# new = ""
# on = 2013-01-01

# 证明事项清单（有依据、可以要求提交的证明）
# [[certificates]]
# name = ""

# 备案对应表：body 写制定机关全称，或者“工作部门”“镇人民政府”“街道办事处”“政府办公机构”“人民政府”
# [[filing]]
# body = ""
# recipient = ""
"""


def profile_template(name: str, extends: str = DEFAULT) -> str:
    """The text of a new profile that extends a shipped one (or a file). Loading it changes nothing yet.

    Raises UsageError or InputError when the profile to extend cannot be loaded.
    """
    base = load_profile(extends)
    parts = [_HEAD.format(name=name, extends=extends)]
    for code, entry in entries().items():
        lines = [f"# [rules.{code}]　{entry.zh}"]
        override = base.rules.get(code)
        if override and override.off:
            lines.append(f"# off = true　（{override.why}）")
        lines += [f"# {key} = {_toml(value)}" for key, value in _params(code, base).items()]
        if len(lines) > 1:
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _params(code: str, base: Profile) -> dict[str, Any]:
    override = base.rules.get(code)
    given = {k: v.value for k, v in override.values.items()} if override else {}
    return {**entries()[code].params, **given}


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return str(value)
