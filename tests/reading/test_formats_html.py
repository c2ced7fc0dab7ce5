"""Web pages: the main text found, what surrounds it set apart, tables kept."""

import pytest

from bihuan.reading import read as reading
from bihuan.reading.opening import open_source
from bihuan.reading.source import Source, UnreadableError
from tests.reading.soundness import asides, assert_sound, spans, values

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>临澜市整改任务完成情况公示_临澜市人民政府</title>
<script>document.write("脚本，不是正文。");</script><style>p {{ color: red }}</style></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="wrap"><h1>临澜市整改任务完成情况公示</h1>
<div>发布时间：2025-06-30 来源：市整改办</div>
<div id="zoom">{content}</div>
<div class="related"><ul><li><a href="/1">外地召开会议，部署整改工作。</a></li>
<li><a href="/2">另一条新闻的标题</a></li></ul></div>
</div><div class="foot">主办单位：临澜市人民政府，网站标识码0000000000</div></body></html>"""
PROSE = "<p>根据督察整改要求，现将第十五项任务完成情况公示如下：</p><p>一、整改目标<br>河道水质达标。</p>"


def read(content: str, charset: str = "utf-8") -> Source:
    encoding = "gb18030" if charset == "gb2312" else charset
    source = open_source(PAGE.format(charset=charset, content=content).encode(encoding), "公示.html")
    assert_sound(source)
    assert source.media == "text/html"
    return source


def main_text(source: Source) -> list[str]:
    return [line for line in source.text.splitlines() if line not in asides(source)]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_the_main_text_is_told_from_what_surrounds_it(charset: str) -> None:
    source = read(PROSE, charset)
    assert main_text(source) == [
        "临澜市整改任务完成情况公示",
        "发布时间：2025-06-30 来源：市整改办",
        "根据督察整改要求，现将第十五项任务完成情况公示如下：",
        "一、整改目标",
        "河道水质达标。",
    ]
    assert "政务公开" in asides(source)
    assert "外地召开会议，部署整改工作。" in asides(source)
    assert "脚本" not in source.text


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "koi8-r", "unicode_escape", "utf-16"])
def test_a_page_that_declares_the_wrong_charset_is_read_all_the_same(declared: str) -> None:
    data = PAGE.format(charset=declared, content=PROSE).encode("gbk")
    assert "河道水质达标。" in open_source(data, "a.html").text


def test_the_headline_of_a_page_is_the_title_whatever_stands_above_it() -> None:
    above = "<p>临澜发布 无障碍浏览</p><h1>石桥河污染治理招标公告</h1>"
    source = open_source(
        f"<html><head><title>石桥河污染治理招标公告</title></head><body>{above}{PROSE}</body>".encode(), "a.html"
    )
    title = reading(source).title
    assert title is not None
    assert title.text == "石桥河污染治理招标公告"
    unit = open_source(f"<html><body><h1>石桥县生态环境局</h1><p>整改完成公示</p>{PROSE}</body>".encode(), "a.html")
    named = reading(unit).title
    assert named is not None
    assert named.text == "整改完成公示"


def test_signature_and_date_at_the_end_belong_to_the_text() -> None:
    source = read(PROSE + "<p align=right>临澜市整改办</p><p align=right>2025年6月30日</p>")
    assert main_text(source)[-2:] == ["临澜市整改办", "2025年6月30日"]


def test_tables_keep_their_merged_cells() -> None:
    table = (
        "<table><tr><th rowspan=2>序号</th><th colspan=2>责任</th></tr><tr><td>牵头</td><td>配合</td></tr>"
        "<tr><td>1</td><td>市住建局</td><td><p>市水利局</p><p>市财政局</p></td></tr></table>"
    )
    source = read(PROSE + table)
    assert spans(source) == {(0, 0): (2, 1), (0, 1): (1, 2)}
    assert values(source)[2, 2] == "市水利局\n市财政局"


def test_a_table_that_only_arranges_the_page_is_not_a_table() -> None:
    source = read(f"<table><tr><td>&nbsp;</td><td>{PROSE}</td></tr></table>")
    assert source.tables == ()
    assert "河道水质达标。" in main_text(source)


def test_a_page_arranged_by_tables_keeps_its_headline_and_loses_its_lists() -> None:
    page = (
        "<html><head><title>某局网站</title></head><body><table><tr><td><a href=/>首页</a> | <a href=/a>公告</a></table>"
        "<table><tr><td><table><tr><td><a href=1>关于开展检查的通知</a></table></td><td><table>"
        "<tr><td><b>关于整改任务完成情况的公示</b></td></tr><tr><td>发布日期：2021-11-11</td></tr><tr><td>"
        "按照要求，现将完成情况公示如下。<br>一、整改问题<br>河道淤积，水体发黑。<div>临澜市水利局<br>2021年11月11日</div>"
        "</td></tr></table></td></tr></table><table><tr><td>主办：某局，备案号：某ICP备0000号</table></body></html>"
    )
    source = open_source(page.encode("gbk"), "a.html")
    assert main_text(source) == [
        "关于整改任务完成情况的公示",
        "发布日期：2021-11-11",
        "按照要求，现将完成情况公示如下。",
        "一、整改问题",
        "河道淤积，水体发黑。",
        "临澜市水利局",
        "2021年11月11日",
    ]


def test_an_absurd_span_is_bounded() -> None:
    source = read(PROSE + "<table><tr><td rowspan=99999 colspan=99999>甲<td>乙<tr><td>丙<td>丁</table>")
    assert source.tables[0].rows == 2
    assert source.tables[0].columns < 500


def test_line_breaks_of_the_source_are_not_breaks_of_the_text() -> None:
    assert "整改工作完成，请予监督。" in read("<p>整改\n   工作完成，\n请<b>予</b>监督。</p>").text.splitlines()


def test_hidden_parts_are_left_out() -> None:
    source = read(PROSE + '<p style="display: none">埋藏的词，很多。</p><p hidden>另一处，埋藏。</p>')
    assert "埋藏" not in source.text


def test_numbered_lists_carry_their_numbers() -> None:
    source = read(PROSE + "<ol><li>排查排口，建立台账。</li><li>建设管网，按期完工。</li></ol>")
    assert main_text(source)[-2:] == ["1.排查排口，建立台账。", "2.建设管网，按期完工。"]


def test_a_page_saved_as_xls_is_read_as_the_page_it_is() -> None:
    rows = "<html><body><table><tr><td>序号<td>问题<tr><td>1<td>扬尘</table></body></html>"
    source = open_source(rows.encode("gbk"), "台账.xls")
    assert values(source)[1, 1] == "扬尘"


def test_entities_are_not_expanded_and_nothing_is_fetched() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>正文，&x;结束。</p></body></html>'
    assert "root:" not in open_source(page.encode(), "a.html").text


def test_endless_nesting_does_no_harm() -> None:
    page = "<html><body><p>正文，在前。</p>" + "<div><table><tr><td>" * 20_000
    assert open_source(page.encode(), "a.html").text == "正文，在前。\n"


@pytest.mark.parametrize("tag", ["div", "font", "span"])
def test_tags_that_nobody_closed_cost_none_of_the_text_behind_them(tag: str) -> None:
    page = "<html><body>" + "".join(f"<{tag}>第{at}段，正文。<br>" for at in range(280)) + "<p>最后一段，正文。</p>"
    source = open_source(page.encode(), "a.html")
    assert source.text.splitlines() == [*(f"第{at}段，正文。" for at in range(280)), "最后一段，正文。"]
    assert not source.notes


@pytest.mark.parametrize("depth", [400, 1500, 5000])
def test_what_stands_too_deep_is_left_out_and_told(depth: int) -> None:
    page = f"<html><body><p>正文，在前。</p>{'<div>' * depth}<p>深处的字，读不到。</p>{'</div>' * depth}<p>正文，在后。</p>"
    source = open_source(page.encode(), "a.html")
    assert source.text.splitlines()[0] == "正文，在前。"
    assert "深处" not in source.text
    assert ["套得太深" in str(note) for note in source.notes] == [True]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match="没有正文"):
        open_source(b"<!DOCTYPE html><html><body><img src=a.png></body></html>", "a.html")


@pytest.mark.parametrize(
    "body",
    [
        "<div class=nav>首页 | 政务公开</div><iframe src=b.html></iframe><div class=footer>版权所有 白苇县政府</div>",
        "<div id=app></div><noscript>请开启脚本</noscript><script>var text = '正文'</script>",
    ],
)
def test_a_page_whose_text_stands_elsewhere_says_where_it_may_be(body: str) -> None:
    with pytest.raises(UnreadableError, match="网页里没有正文") as refused:
        open_source(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "a.html")
    assert "框架" in refused.value.why
    assert "PDF" in refused.value.remedy


def test_a_page_of_frames_says_that_the_text_is_elsewhere() -> None:
    frames = "<frameset cols='20%,80%'><frame src=a.htm><frame src=b.htm></frameset>"
    page = f"<html><head><title>整改清单</title></head>{frames}</html>"
    with pytest.raises(UnreadableError, match="网页里没有正文"):
        open_source(page.encode(), "a.html")


def test_crumbs_and_weather_before_a_text_with_its_own_headline_are_no_part_of_it() -> None:
    page = (
        "<html><head><title>尾矿库整治</title></head><body><div>临澜 28℃</div><p>位置：临澜网 › 时政 › 正文</p>"
        "<div class=c><h1>尾矿库整治</h1><p>白坡区尾矿库，坝体渗漏，两年没有修复，下游农田受到影响。</p>"
        "<p>石桥县渣场，长期没有覆盖，堆存约两万立方米。</p></div></body></html>"
    )
    assert main_text(open_source(page.encode(), "a.html")) == [
        "尾矿库整治",
        "白坡区尾矿库，坝体渗漏，两年没有修复，下游农田受到影响。",
        "石桥县渣场，长期没有覆盖，堆存约两万立方米。",
    ]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>治理<ruby>河<rp>(</rp><rt>hé</rt><rp>)</rp></ruby>道。</p>", "治理河道。"),
        ("<p>时限<del>2026年6月</del><ins>2026年9月</ins>底前。</p>", "时限2026年9月底前。"),
        ("<p>超过10<sup>3</sup>个，水面50m<sup>2</sup>。</p>", "超过10³个，水面50m2。"),
        (
            "<ol start=5><li>甲排口直排。</li><li value=9>乙排口直排。</li><li>丙。</li></ol>",
            "5.甲排口直排。\n9.乙排口直排。\n10.丙。",
        ),
        ("<pre>序号    问题\n1       甲排口直排</pre>", "序号  问题\n1  甲排口直排"),
        ("<p>甲排口<span style='visibility: hidden'>看不见</span>直排。</p>", "甲排口直排。"),
        (
            "<table><caption>整改清单</caption><tr><th>序号</th><th>问题</th></tr><tr><td>1</td><td>甲</td></tr></table>",
            "整改清单\n序号 | 问题\n1 | 甲",
        ),
    ],
)
def test_what_a_person_sees_of_a_page_is_its_text(content: str, text: str) -> None:
    source = open_source(f"<html><body><div>{content}</div></body></html>".encode(), "a.html")
    assert_sound(source)
    assert source.text.strip() == text
