"""Noise goes, wording stays, and what is doubtful is said to be."""

import pytest
from opencc import OpenCC

from bihuan.reading import open_source, read
from bihuan.reading.cleaning import clean
from tests.reading.texts import reading_of

PINYIN = "河(hé)道(dào)整(zhěng)治(zhì)工作"


def cleaned(text: str) -> str:
    return clean(text).cleaned.text


def noise(text: str) -> dict[str, int]:
    return {n.kind: n.count for n in clean(text).noise}


def test_pronunciation_behind_characters_is_taken_away_and_counted() -> None:
    assert cleaned(PINYIN) == "河道整治工作"
    assert noise(PINYIN) == {"pinyin": 4}


def test_pronunciation_with_a_blank_in_its_brackets_is_taken_away() -> None:
    assert cleaned("召开推进会(huì ),部署工作") == "召开推进会,部署工作"


def test_pronunciation_behind_a_capital_letter_is_taken_away() -> None:
    assert cleaned("F(xiàn)在") == "F在"


@pytest.mark.parametrize("text", ["细颗粒物(PM2.5)浓度", "挥发性有机物(VOCs)治理", "总承包(EPC)项目", "某厂(jia)旁"])
def test_abbreviations_in_brackets_stay(text: str) -> None:
    assert cleaned(text) == text


def test_toneless_syllables_go_only_where_the_page_is_annotated_throughout() -> None:
    annotated = PINYIN + "河(hé)长我們(men)"
    assert cleaned(annotated).endswith("我們")
    assert cleaned("我們(men)去") == "我們(men)去"


def slipped(text: str) -> str:
    """What a page shows after it lost the first byte of the last mark in `text`: pairs are read one byte off."""
    lost = text.encode("gbk")[1:]
    return "?" + lost.decode("gbk", "replace")


def test_a_lost_byte_is_repaired_and_told_as_a_doubt() -> None:
    # The tail byte of 錦 is the backslash, which ends the damage.
    damaged = "工作要抓實" + slipped("。”陳錦")
    cleansing = clean(damaged + "指出,要求如下")
    assert cleansing.cleaned.text == "工作要抓實。”陳錦指出,要求如下"
    assert [d.guess for d in cleansing.doubts] == ["。”陳錦"]
    assert damaged[cleansing.doubts[0].start : cleansing.doubts[0].end] == cleansing.doubts[0].text


@pytest.mark.parametrize("text", ["真的嗎?要改!", "是吗?好的", "What? Yes@home", "??梅城日报讯", "a?b\\c"])
def test_ordinary_question_marks_are_no_damage(text: str) -> None:
    assert clean(text).doubts == ()


def test_a_question_mark_that_opens_a_line_was_a_space() -> None:
    assert cleaned("??梅城日报讯 某日") == "梅城日报讯 某日"


def test_damage_without_its_last_byte_is_a_doubt_with_no_silent_change() -> None:
    damaged = "保護環境?!眹(guó)家要求"
    cleansing = clean(damaged)
    assert "?!眹" in cleansing.cleaned.text
    assert [d.guess for d in cleansing.doubts] == [None]


def test_damage_without_its_last_byte_is_repaired_where_the_page_names_the_character() -> None:
    cleansing = clean("國(guó)務院要求保護環境?!眹(guó)家要求")
    assert "。”國家要求" in cleansing.cleaned.text


@pytest.mark.parametrize(
    ("spoilt", "good"), [("完成,,并公示", "完成,并公示"), ("完成,。", "完成。"), ("二,、目标", "二、目标")]
)
def test_a_comma_before_another_mark_goes(spoilt: str, good: str) -> None:
    assert cleaned(spoilt) == good


def test_numbers_keep_their_commas() -> None:
    assert cleaned("投资1,200万元") == "投资1,200万元"


def test_traditional_pages_become_simplified_one_character_for_one() -> None:
    text = "環境保護督察組對錦溪縣進行監督檢查,發現問題較為嚴重,著力整改,著名景區"
    result = clean(text)
    assert result.cleaned.text == "环境保护督察组对锦溪县进行监督检查,发现问题较为严重,着力整改,著名景区"
    assert len(result.cleaned.text) == len(text)


def test_single_traditional_characters_in_a_simplified_text_stay() -> None:
    text = "责任人为陳工,负责锦溪县黑臭水体整治工作,按期完成各项任务。"
    assert cleaned(text) == text


def test_headlines_behind_the_body_are_cut_at_the_first_run_of_three() -> None:
    body = "会议要求抓好整改。\n"
    tail = "".join(f"- 某地开展第{k}次活动2022-01-1{k}\n" for k in range(4))
    assert cleaned(body + tail).strip() == "会议要求抓好整改。"


def test_other_headlines_in_the_line_of_their_heading_are_cut_off() -> None:
    body = "白苇县公示\n白苇县已完成整改任务31项，其余正在推进。\n白苇县整改办\n2026年5月6日\n"
    for tail in (
        "大家还在看：青溪县年底前完成清淤｜白坡镇任务清单全文",
        "往期推荐\n• 青溪县：三镇6月底前完成治污\n喜欢就点个赞",
    ):
        assert cleaned(body + tail).strip() == body.strip()


def test_a_heading_of_links_does_not_cut_the_body_behind_it() -> None:
    text = "甲\n乙\n丙\n相关链接:\n县政府要求按期完成整改任务。"
    assert "县政府要求" in cleaned(text)


@pytest.mark.parametrize(
    "line",
    [
        "分享到:",
        "字号:[大][中][小]",
        "扫一扫在手机打开当前页",
        "津ICP备00000000号",
        "8933.jpg",
        "【打印】 【关闭】",
        "立即下载",
        "首页 新闻中心 政民互动 走进锦溪",
    ],
)
def test_buttons_crumbs_and_footers_are_dropped(line: str) -> None:
    assert cleaned(f"整改情况如下。\n{line}\n现予公示。") == "整改情况如下。\n现予公示。"


@pytest.mark.parametrize("line", ["页:[1]", "（视频）", "【组图】", "主办单位：锦溪县生态环境局\n津ICP备00000000号"])
def test_marks_of_pages_and_pictures_are_dropped_behind_a_field_of_a_form_too(line: str) -> None:
    assert cleaned(f"整改时限：2026年12月底前\n{line}\n") == "整改时限：2026年12月底前\n"


def test_search_phrases_above_the_title_are_dropped_and_counted() -> None:
    text = "澳门百家乐网站 成人视频在线 棋牌开户送礼金\n锦溪县督察整改情况公示\n渣场已经覆盖。\n"
    assert cleaned(text) == "锦溪县督察整改情况公示\n渣场已经覆盖。\n"
    assert noise(text) == {"search_phrases": 1}
    crime = "锦溪县公安局严查棋牌室赌博。\n锦溪县督察整改情况公示\n"
    assert cleaned(crime) == crime
    assert cleaned("锦溪县督察整改情况公示\n澳门百家乐网站 成人视频在线\n").count("\n") == 2


def test_a_dollar_sign_left_over_from_a_template_goes_and_a_price_stays() -> None:
    assert cleaned("完成整改$\n$锦溪县投资$500万") == "完成整改\n锦溪县投资$500万"


def test_a_whole_text_that_stands_twice_is_read_once() -> None:
    once = "锦溪县信访件办理情况\n交办12件\n办结8件\n责令整改5家\n"
    assert cleaned(once + "\n" + once).strip() == once.strip()
    assert noise(once + once) == {"repetition": 4}
    entries = "责任单位：县水利局\n整改时限：2026年6月底前\n"
    assert cleaned(entries * 2) == entries * 2


@pytest.mark.parametrize(
    ("spun", "guess"), [("中心生态环境保护督察组", "中央生态环境保护督察组"), ("完成销售编号", "完成销号")]
)
def test_wording_that_a_machine_spun_is_a_doubt_with_a_guess_and_stays(spun: str, guess: str) -> None:
    text = f"锦溪县整改情况\n{spun}3项任务。"
    found = clean(text)
    assert found.cleaned.text == text
    (doubt,) = found.doubts
    assert doubt.text in spun
    assert spun.replace(doubt.text, doubt.guess or "") == guess
    assert text[doubt.start : doubt.end] == doubt.text


def test_a_line_that_dates_the_page_stays() -> None:
    assert "2023-05-06" in cleaned("发布时间:2023-05-06 来源:县政府\n正文。")


def test_forum_strings_behind_a_sentence_are_dropped() -> None:
    assert cleaned("要抓好整改。. {6 r+ E! n- L; @\n继续推进。") == "要抓好整改。\n继续推进。"


def test_a_body_that_stands_twice_is_read_once() -> None:
    line = "锦溪县污水处理厂提标改造工程已经完成并通过竣工验收。"
    assert cleaned(f"{line}\n中间还有一句别的话。\n{line}").count(line) == 1


def test_rows_of_tables_may_repeat() -> None:
    row = "1 | 锦溪县污水处理厂提标改造工程滞后问题 | 县住建局 |"
    assert cleaned(f"{row}\n{row}").count("县住建局") == 2


def test_a_name_broken_inside_its_brackets_is_joined() -> None:
    assert "《矿山生态修复方案》" in cleaned("编制《矿山生\n态修复方案》并备案")


def test_a_long_line_that_stops_without_a_mark_is_joined_to_the_next() -> None:
    text = "锦溪县有历史遗留矿山多座,没有完成生态修复,其中白石镇境内的老\n采石场边坡裸露,扬尘明显。"
    assert "老采石场" in cleaned(text)


def test_a_unit_of_measure_that_is_broken_behind_its_stroke_is_joined() -> None:
    text = "锦溪县白石镇污水处理厂长期超标排放,化学需氧量浓度最高达到85毫克/\n升。"
    assert "85毫克/升。" in cleaned(text)


def test_a_title_that_names_the_inspection_at_the_end_of_a_line_goes_on_in_the_next() -> None:
    text = "锦溪县贯彻落实省第二督察组\n反馈问题整改落实情况\n省第二督察组于2026年3月反馈意见。"
    assert cleaned(text).split("\n")[0] == "锦溪县贯彻落实省第二督察组反馈问题整改落实情况"
    assert reading_of(text).items == ()


@pytest.mark.parametrize(
    "text", ["锦溪县整改情况的公示\n一、整改问题\n河道垃圾。", "整改时限:2023年底\n责任单位:县水利局"]
)
def test_headings_and_labels_are_not_joined(text: str) -> None:
    assert cleaned(text) == text


def test_spaces_between_single_characters_go_and_between_names_stay() -> None:
    assert cleaned("组 织 实 施 整改") == "组织实施整改"
    assert cleaned("中共锦溪县委员会 锦溪县人民政府") == "中共锦溪县委员会 锦溪县人民政府"


def test_a_clean_text_comes_back_as_it_is() -> None:
    text = "一、整改问题\n锦溪县白石镇生活污水直排。\n二、完成时限\n2024年12月底\n"
    assert clean(text).cleaned.text == text
    assert clean(text).noise == ()
    assert OpenCC("t2s").convert(text) == text


def test_the_way_through_the_site_is_no_title() -> None:
    text = "首页 > 新闻中心 > 临澜要闻\n临澜市召开督察整改推进会\n10月27日,临澜市召开督察整改工作推进会。\n"
    reading = read(open_source(text.encode(), "a.txt"))
    assert reading.title is not None
    assert reading.title.text == "临澜市召开督察整改推进会"


def test_a_line_never_begins_with_a_mark_that_ends_something() -> None:
    assert clean("水质不降反升\n，增量达26万吨。").cleaned.text == "水质不降反升，增量达26万吨。"


def test_no_break_spaces_between_characters_and_figures_go() -> None:
    assert clean("编制\xa038名，外借\xa013人").cleaned.text == "编制38名，外借13人"


def test_page_numbers_and_the_title_beside_them_go() -> None:
    text = "石桥县整改方案\n配合单位：县水利局\n第 7 页 共 31 页\n石桥县整改方案\n整改时限：6月底前"
    assert clean(text).cleaned.text == "石桥县整改方案\n配合单位：县水利局\n整改时限：6月底前"


def test_a_label_that_a_page_cut_in_two_is_whole_again() -> None:
    assert clean("配合单位：县水利局\n整改\n时限：6月底前").cleaned.text == "配合单位：县水利局\n整改时限：6月底前"


@pytest.mark.parametrize(
    "above",
    [
        "A-A+2026年3月31日08:03某日报评论",
        "1. 位置:某网首页 > 某省新闻 > 督察组转办云栖市第十四批信访案件(二)",
        "电视剧在线观看,一个人看的书",
    ],
)
def test_what_a_site_puts_above_its_page_is_no_title(above: str) -> None:
    title = reading_of(f"{above}\n关于督办大气污染突出问题的通报\n一、料堆覆盖不到位。责任单位：白坡街道。\n").title
    assert title is not None
    assert title.text == "关于督办大气污染突出问题的通报"


def test_characters_that_a_pdf_gives_as_radicals_are_the_characters_they_look_like() -> None:
    copied = "⼀、苇渠污⽔直排，⻓期未改，⺠意⻅底，县⾦杏⽣态局"
    assert cleaned(copied) == "一、苇渠污水直排，长期未改，民意见底，县金杏生态局"
    assert noise(copied)["radicals"] == 7
    reading = reading_of(f"白苇县督察整改任务清单\n{copied[:8]}\n责任单位：县⽔利局\n完成时限：2027年6⽉底前\n")
    (item,) = reading.items
    assert (item.problem.text, item.units[0].text, item.deadline and item.deadline.date) == (
        "苇渠污水直排",
        "县水利局",
        "2027-06-30",
    )


@pytest.mark.parametrize("space", "\u2002\u2003\u2009\u202f\u205f")
def test_the_spaces_of_typesetters_part_no_date(space: str) -> None:
    reading = reading_of(
        f"白苇县督察整改任务清单\n一、苇渠污水直排\n责任单位：县水利局\n完成时限：2027{space}年{space}6{space}月底前\n"
    )
    assert [item.deadline and item.deadline.date for item in reading.items] == ["2027-06-30"]


@pytest.mark.parametrize("colon", "∶︰﹕")
def test_other_colons_close_a_label(colon: str) -> None:
    reading = reading_of(
        f"白苇县督察整改任务清单\n一、苇渠污水直排\n责任单位{colon}县水利局\n完成时限{colon}2027年6月底前\n"
    )
    assert [(i.units[0].text, i.deadline and i.deadline.date) for i in reading.items] == [("县水利局", "2027-06-30")]
