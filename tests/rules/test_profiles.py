"""Province profiles: inheritance, values with their marks, and clear words for a file that is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry.errors import GuiqingError, InputError, UsageError
from registry.records import Document, Fact, Source
from rules.base import Severity
from rules.catalog import RULES
from rules.engine import sweep
from rules.profiles import load_profile, shipped
from rules.profiles.template import profile_template
from rules.registry_view import RegistryView
from rules.settings import settings_for

BY_CODE = {r.code: r for r in RULES}


def write(folder: Path, text: str) -> Path:
    path = folder / "本区.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("text", ['name = "本区"\nextends = "\\u0000.toml"\n', "a = " + "[" * 20_000])
def test_a_hostile_profile_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        load_profile(write(tmp_path, text))


def test_the_shipped_profiles() -> None:
    assert set(shipped()) == {"全国", "辽宁", "上海", "山东", "浙江", "广东", "江苏", "北京", "陕西", "湖南"}


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_profile_loads_and_says_why_a_rule_is_off(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert profile.about
    for code, override in profile.rules.items():
        assert not override.off or override.why, code
        for value in override.values.values():
            assert value.source, code


@pytest.mark.parametrize(
    ("profile", "code", "off"),
    [
        ("辽宁", "E-04", True),
        ("上海", "E-04", False),
        ("辽宁", "E-06", True),
        ("陕西", "E-06", False),
        ("湖南", "P-12", False),
        ("辽宁", "P-12", True),
        ("全国", "E-01", False),
    ],
)
def test_null_means_off(profile: str, code: str, off: bool) -> None:
    assert settings_for(BY_CODE[code], load_profile(profile)).off is off


def test_values_say_whether_they_were_read() -> None:
    profile = load_profile("辽宁")
    assert profile.rules["F-01"].values["term_days"].verified
    assert not profile.rules["F-04"].values["term_days"].verified


def test_a_profile_overrides_what_it_inherits(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'name = "本区"\nextends = "辽宁"\n[place]\ndistrict = "兰河区"\n'
        '[rules.E-02]\nwarn_months = { value = 3, verified = true, source = "区规定" }\nseverity = "H"\n'
        '[[makers]]\nname = "兰河区民政局"\nfrom = 2019-03-01\n',
    )
    profile = load_profile(path)
    settings = settings_for(BY_CODE["E-02"], profile)
    assert settings.params["warn_months"] == 3
    assert settings.severity is Severity.HIGH
    assert settings_for(BY_CODE["E-04"], profile).off
    assert profile.place["district"] == "兰河区"
    assert profile.list("makers")[0]["name"] == "兰河区民政局"
    assert profile.ancestry == ("全国", "辽宁", "本区")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="没有名为“火星”") as caught:
        load_profile("火星")
    assert "辽宁" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "不是有效的 TOML"),
        ("extends = '辽宁'", "缺少 name"),
        ("name = 'x'\nnme = 1", "不认识的项目“nme”"),
        ("name = 'x'\n[rules.E-99]\noff = true", "“E-99”不是规则编号"),
        ("name = 'x'\n[rules.E-01]\noff = 'ja'", "off 应当是"),
        ("name = 'x'\n[rules.E-01]\nseverity = 'X'", "只能是 H、M、L"),
        ("name = 'x'\n[rules.E-01]\nduty_from = '2018'", "应当是日期"),
        ("name = 'x'\n[rules.E-02]\nwarn_months = 'sechs'", "类型不对"),
        ("name = 'x'\n[[makers]]\nfrom = 2019-03-01", "缺少 name"),
        ("name = 'x'\n[place]\ntown = 'y'", "place 中不认识"),
        ("name = 'x'\nextends = '火星'", "没有名为“火星”"),
    ],
)
def test_a_wrong_file_is_told_in_clear_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GuiqingError, match=words):
        load_profile(write(tmp_path, text))


def test_a_file_that_extends_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"name = 'a'\nextends = '{path.as_posix()}'", "utf-8")
    with pytest.raises(InputError, match="循环继承"):
        load_profile(path)


def test_a_file_that_is_absent(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="读不出来"):
        load_profile(tmp_path / "无.toml")


@pytest.mark.parametrize("extends", shipped())
def test_a_new_profile_changes_nothing_until_it_is_filled_in(tmp_path: Path, extends: str) -> None:
    base, own = load_profile(extends), load_profile(write(tmp_path, profile_template("本区", extends)))
    assert own.rules == base.rules
    assert own.name == "本区"
    assert own.ancestry[-2:] == (extends, "本区")


def test_a_new_profile_shows_every_parameter_with_its_value_now() -> None:
    text = profile_template("本区", "上海")
    assert "# default_years = 5" in text
    assert "# warn_months = 6" in text


def test_an_offices_own_filing_table_outranks_the_names(tmp_path: Path) -> None:
    profile = load_profile(
        write(
            tmp_path,
            'name = "x"\nextends = "辽宁"\n[[filing]]\nbody = "镇人民政府"\nrecipient = "望江市人民政府"\n',
        )
    )
    document = Document(
        "d",
        (
            Fact("title", "双桥镇林地管护规定", Source.LEDGER),
            Fact("issuers", ["双桥镇人民政府"], Source.LEDGER),
        ),
        ledger={"备案日期": "2023-05-19", "备案机关": "望江市人民政府"},
    )
    rule = (BY_CODE["F-03"],)
    options: dict[str, Any] = {"as_of": date(2026, 11, 1), "rules": rule}
    assert sweep([document], profile=load_profile("辽宁"), **options).coverage["F-03"] == {"hit": 1}
    assert sweep([document], profile=profile, **options).coverage["F-03"] == {"clean": 1}


def test_a_switch_keeps_emergency_plans_in(tmp_path: Path) -> None:
    text = "单位和个人应当服从指挥，不得阻碍抢险。" * 20
    plan = Document("d", (Fact("title", "兰河区防汛应急预案", Source.LEDGER),), text=text)
    keep = load_profile(
        write(tmp_path, 'name = "x"\nextends = "辽宁"\n[switches]\nexclude_emergency_plan = false\n')
    )
    for profile, excluded in ((load_profile("辽宁"), True), (keep, False)):
        view = RegistryView([plan], as_of=date(2026, 11, 1), profile=profile).documents[0]
        assert bool(view.scope.exclusions) is excluded
