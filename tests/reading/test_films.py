"""What warning films show, on pages that list it or string it together, whatever the words of its faults."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

SHOWN = (
    "望川市石桥渠排口晴天排黑水",
    "青陂市北坡县码头散货没有苫盖",
    "白坪市云栖区陶瓷厂含氟废水变色",
    "东旻市西岭镇尾矿库边坡垮塌",
)
LIST = "2026年临澜省生态环境警示片披露问题清单\n发布时间：2026-01-12\n"
TOLD = "临澜省2026年生态环境警示片披露一批问题\n2026-06-08 来源：临澜环保\n2026年临澜省生态环境警示片已经制作完成。\n"


def shown(reading: Reading) -> list[str]:
    return [item.problem.text for item in reading.items]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            LIST + "".join(f"{n}、{one}。\n" for n, one in zip("一二三四", SHOWN, strict=True)), id="numbered"
        ),
        pytest.param(LIST + "".join(f"{n}.{one}\n" for n, one in enumerate(SHOWN, 1)), id="in figures"),
        pytest.param(LIST + "".join(f"{one}\n" for one in SHOWN), id="lines"),
        pytest.param(TOLD + f"片中披露：{'；'.join(SHOWN)}。\n", id="one sentence"),
        pytest.param(TOLD + f"片中点到：{'；'.join(SHOWN)}。有关市负责同志表态发言。\n", id="and who spoke"),
    ],
)
def test_each_member_of_what_a_film_shows_is_an_entry_of_its_place(text: str) -> None:
    reading = reading_of(text)
    assert shown(reading) == list(SHOWN)
    places = ["望川市", "青陂市北坡县", "白坪市云栖区", "东旻市西岭镇"]
    assert all(place.startswith(item.units[0].text) for item, place in zip(reading.items, places, strict=True))


def test_scenes_of_one_place_are_its_entries_without_what_the_pictures_prove() -> None:
    reading = reading_of(
        "2026年省级生态环境警示片披露我县问题\n近日播放的省级警示片披露了云栖县两个问题。\n"
        "一是石料厂把剥离土石倒进山沟。画面里，推土机把废石推下山沟。\n二是集聚区雨水管里常年流着工业废水。暗访人员取水。\n"
    )
    assert [(item.problem.text, [unit.text for unit in item.units]) for item in reading.items] == [
        ("石料厂把剥离土石倒进山沟", ["云栖县"]),
        ("集聚区雨水管里常年流着工业废水", ["云栖县"]),
    ]


def test_what_was_reported_done_and_is_not_is_strung_between_enumeration_commas() -> None:
    reading = reading_of(
        "警示片里“改完了”的问题为何又被点名\n2026年6月17日，省整改办召开警示片突出问题视频会。"
        "会上说，有三个报了完成的问题没有真改：望川市生活污水直排、青陂市污水管网改造停滞、白坪市云湖治标不治本。\n"
    )
    assert shown(reading) == ["望川市生活污水直排", "青陂市污水管网改造停滞", "白坪市云湖治标不治本"]


@pytest.mark.parametrize(
    "text",
    [
        "云栖县召开警示片披露问题整改会\n5月6日，县委书记主持会议，观看警示片。会议要求：一是提高政治站位，认领问题；"
        "二是压实整改责任，倒排工期；三是加强督导，按期销号。\n",
        "云栖县组织观看生态环境警示片\n5月6日，云栖县组织干部观看警示片。警示片披露了3个方面的问题。\n"
        "一、提高认识，抓好整改落实。\n二、举一反三，开展排查整治。\n三、压实责任，建立长效机制。\n",
    ],
)
def test_what_is_demanded_after_a_film_is_nothing_it_shows(text: str) -> None:
    assert shown(reading_of(text)) == []


def test_as_many_lines_as_the_one_above_counts_are_what_is_shown() -> None:
    text = (
        "2026年自治区生态环境警示片涉及望川师问题通报\n3月6日，警示片在师机关播放。片子共披露问题18个，涉及我师的有3个：\n"
        "二十四团把高盐排水放进湿地，水渠两边白花花一层碱。\n二十六团在公益林里挖沙，铲车开到胡杨根上。\n"
        "某铝材公司集气罩破损没有修，烟从车间往外冒。\n师党委要求，片子里有的马上改，片子里没有的自己找。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "warning_film"
    assert [item.problem.text[:8] for item in reading.items] == [
        "二十四团把高盐排",
        "二十六团在公益林",
        "某铝材公司集气罩",
    ]


def test_a_page_may_only_say_how_many_of_what_is_shown_concern_it() -> None:
    text = (
        "关于2026年省生态环境警示片涉及我市问题的通报\n各县（市、区）：\n12月20日，省里播放了警示片，涉及我市3个问题：\n"
        "一是石桥县湖汊围网养鱼投肥，水色发绿；\n二是望川县码头散货直接落滩，雨天煤水入江；\n三是北坡县园区污水厂进水口旁私开雨水闸偷排。\n"
        "有关县要引以为戒。\n"
    )
    assert [[u.text for u in item.units] for item in reading_of(text).items] == [["石桥县"], ["望川县"], ["北坡县"]]
