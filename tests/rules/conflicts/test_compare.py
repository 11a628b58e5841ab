"""Two passages that answer one question differently, or that only seem to."""

import pytest

from rules.conflicts.compare import clashes
from rules.conflicts.provisions import Provisions, duties, measures
from rules.view import Sentence


def provisions(text: str) -> Provisions:
    sentence = Sentence(text, 0, len(text))
    return Provisions(tuple(measures(sentence)), tuple(duties(sentence)), (), ())


def kinds(one: str, other: str, closeness: float = 0.7) -> set[str]:
    return {clash.kind for clash in clashes(provisions(one), provisions(other), closeness=closeness)}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (
            "建筑面积1万平方米以上的工地应当安装扬尘在线监测设备；不足1万平方米的，自行决定是否安装。",
            "建筑面积在5000平方米以上的工地，一律安装扬尘在线监测设备。",
            "number",
        ),
        (
            "采伐人工商品林蓄积不超过15立方米的，实行告知承诺审批，超过15立方米的应当提交调查设计材料。",
            "采伐人工商品林，蓄积在30立方米以内的，一律实行告知承诺，免交调查设计材料。",
            "number",
        ),
        ("每位读者一次最多借阅图书5册。", "读者凭借书证每次最多可借书10册。", "number"),
        ("报考社区工作者的，年龄不超过40周岁。", "社区工作者年龄应当在45周岁以下。", "number"),
        ("中小企业参加政府采购应当缴纳投标保证金。", "中小企业参加政府采购免缴投标保证金。", "modality"),
        ("社区广场露天烧烤一律禁止。", "社区广场可以露天烧烤。", "modality"),
        (
            "回收站点与学校、居民楼的距离不得少于200米。",
            "回收站点与学校、居民楼的距离有50米以上即可。",
            "number",
        ),
    ],
    ids=[
        "from-which-area",
        "up-to-which-volume",
        "books",
        "two-ages",
        "exempted",
        "ban-at-the-end",
        "will-do",
    ],
)
def test_two_answers_to_one_question(one: str, other: str, kind: str) -> None:
    assert kind in kinds(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "每名养护员管养里程不少于5公里，地形复杂的路段可以适当减少。",
            "山区弯急坡陡，每名养护员的管养里程按3公里核定。",
        ),
        (
            "商品林皆伐面积不得超过5公顷，坡度平缓的可以扩大到20公顷。",
            "坡度平缓的林地，商品林皆伐面积不得超过20公顷。",
        ),
        (
            "少年儿童阅览室主要为14周岁以下的少年儿童服务。",
            "不满6周岁的儿童进入少年儿童阅览室，应当由监护人陪同。",
        ),
        (
            "80周岁以上不满90周岁的老年人，可以申请上门服务。",
            "90周岁以上不满100周岁的老年人，可以申请上门服务。",
        ),
        ("国道两侧建筑控制区为20米，县道10米。", "县道两侧建筑控制区为10米，国道20米。"),
        ("回收站点与学校的距离不得少于50米。", "回收站点与学校的距离有200米以上即可。"),
    ],
    ids=[
        "leeway",
        "other-case-named",
        "two-things-from-two-ages",
        "two-steps",
        "members-in-other-order",
        "will-do-is-more",
    ],
)
def test_what_can_be_followed_together(one: str, other: str) -> None:
    assert not kinds(one, other)


def test_less_is_allowed_only_for_the_harder_case() -> None:
    one = "每名养护员管养里程不少于5公里，地形复杂的路段可以适当减少。"
    assert "number" in kinds(one, "每名养护员的管养里程按3公里核定。")


def test_what_two_sentences_share_makes_up_for_other_titles() -> None:
    one = "民宿开业前，经营者应当向所在地乡镇人民政府申请联合核验。"
    other = "经营者签订安全承诺书后即可开业，无需申请联合核验。"
    assert "modality" in kinds(one, other, closeness=0.4)
