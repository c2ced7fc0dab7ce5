"""One problem the whole way, by the people whose turn it is: from the feedback of an inspection to the public page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bihuan.demo.documents.word import feedback
from bihuan.demo.settling import PASSWORD
from bihuan.platform import clock
from tests.browser.acting import fill, hand_in, open_step, section, take
from tests.browser.conftest import MOVABLE, Live, OpenPage, serve, shot, sign_in
from tests.flows.walk import picture

PREPARE = """
from django.db import transaction
from bihuan.demo.city import load_city
from bihuan.demo.settling import settle
with transaction.atomic():
    settle(load_city())
"""
PLANT = "临澜市第一污水处理厂"
OTHERS = ("苇埠内渠", "牛角坳")
OFFICE, LEAD, SUPERVISOR, VERIFIER, SECOND, LEADER = "jingban", "zhujian", "dudao", "hecha1", "hecha2", "lingdao"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The invented city with its units, people and accounts, and nothing in its ledger."""
    yield from serve(tmp_path_factory.mktemp("city"), PREPARE, settings=MOVABLE)


class Tale:
    """Who acts, each in a browser of the own; and the files that they have at hand."""

    def __init__(self, server: Live, page: OpenPage, folder: Path) -> None:
        self.server, self.open_page, self.folder = server, page, folder
        self.tabs: dict[str, Page] = {}
        self.number = ""
        self.passed = 0

    def tab(self, who: str, size: str = "desk") -> Page:
        """The browser of a person, signed in."""
        if who not in self.tabs:
            self.tabs[who] = self.open_page(self.server.url, size=size)
            sign_in(self.tabs[who], who, PASSWORD)
        return self.tabs[who]

    def at(self, who: str, size: str = "desk") -> Page:
        """A person looks at the task's page as it stands now."""
        tab = self.tab(who, size)
        tab.goto(f"{self.server.url}/tasks/{self.number}/")
        return tab

    def pass_days(self, days: int) -> None:
        self.server.pass_days(days)
        self.passed += days

    def day(self, ahead: int) -> str:
        """So many days from the server's today, which may be another than when the walk began."""
        return (clock.today() + timedelta(days=self.passed + ahead)).isoformat()

    def file(self, name: str, content: bytes) -> Path:
        place = self.folder / name
        place.write_bytes(content)
        return place

    def photo(self, name: str, colour: str = "green") -> Path:
        return self.file(f"{name}.jpg", picture(colour))


def test_one_problem_goes_the_whole_way(city: Live, page: OpenPage, tmp_path: Path) -> None:
    tale = Tale(city, page, tmp_path)
    upload_and_confirm(tale)
    register(tale)
    assign(tale)
    claim_and_plan(tale)
    fund_and_stage(tale)
    schedule(tale)
    approve_and_release(tale)
    work(tale)
    apply_and_review(tale)
    check_the_site(tale)
    publish(tale)
    object_as_a_citizen(tale)
    uphold_and_send_back(tale)
    go_the_way_again(tale)
    close(tale)
    look_at_the_public_page(tale)
    look_around(tale)


def upload_and_confirm(tale: Tale) -> None:
    sample, content = feedback(clock.today())
    tab = tale.tab(OFFICE)
    tab.get_by_role("navigation", name="主导航").get_by_role("link", name="文件登记").click()
    tab.locator("input[type=file]").set_input_files(tale.file(sample.name, content))
    tab.locator("#rows").get_by_role("link", name=sample.name).wait_for()
    expect(tab.locator("#rows")).to_contain_text("待核对", timeout=60_000)
    tab.locator("#rows").get_by_role("link", name=sample.name).click()
    shot(tab, "desk")
    for words in (PLANT, *OTHERS):
        entry = tab.locator("article.entry", has_text=words).first
        entry.get_by_role("link", name="修改", exact=True).click()
        form = tab.locator("article.editing form").first
        fill(form, {"整改时限": "某日", "日期": tale.day(300)})
        if words == PLANT:
            # The reader takes the city that the sentence opens with for the unit; the clerk knows better.
            fill(
                form, {"整改目标": "扩建工程建成投运，出水稳定达到一级A标准。", "牵头单位": "市住建局", "责任单位": ""}
            )
        shot(tab, "desk-edit")
        form.get_by_role("button", name="保存").click()
        entry = tab.locator("article.entry", has_text=words).first
        entry.get_by_role("button", name="确认", exact=True).click()
        expect(entry).to_contain_text("已确认")
    wrong = tab.locator("article.entry-proposed").first
    wrong.get_by_text("不登记…").click()
    wrong.get_by_label("不登记的理由").fill("与已有问题重复")
    wrong.get_by_role("button", name="不登记", exact=True).click()
    expect(tab.locator("article.entry-rejected")).to_have_count(1)


def register(tale: Tale) -> None:
    tab = tale.tab(OFFICE)
    tab.get_by_role("link", name="登记 3 条").click()
    expect(tab.get_by_role("heading", name="将要登记")).to_be_visible()
    shot(tab, "register")
    tab.get_by_role("button", name="登记 3 条").click()
    expect(tab.get_by_text("已登记 3 条。")).to_be_visible()
    shot(tab, "registered")
    row = tab.locator("tbody tr", has_text=PLANT)
    tale.number = row.get_by_role("link").nth(1).inner_text()


def assign(tale: Tale) -> None:
    tab = tale.tab(OFFICE)
    tab.get_by_role("navigation", name="主导航").get_by_role("link", name="台账").click()
    shot(tab, "ledger")
    for role, unit, person in [
        ("督导单位", "市生态环境局", "乐修竹"),
        ("验收单位", "市水利局", "覃若汀"),
        ("验收单位", "市自然资源和规划局", "佟知夏"),
    ]:
        tab.get_by_label(f"选中{tale.number}").check()
        tab.get_by_role("button", name="批量交办").click()
        dialog = tab.locator("#bulk-dialog")
        fill(dialog, {"责任": role, "单位": unit, "责任人": person, "理由": "按职责分工交办。"})
        dialog.get_by_role("button", name="预览").click()
        expect(dialog).to_contain_text("确认后将会")
        shot(tab, "bulk")
        with tab.expect_navigation():
            dialog.get_by_role("button", name="确认办理").click()
        expect(tab.get_by_text("已办理1项任务。")).to_be_visible()


def claim_and_plan(tale: Tale) -> None:
    """The lead unit finds the task on its first page, claims it and writes down causes, goal and measures."""
    tab = tale.tab(LEAD)
    tab.get_by_role("navigation", name="主导航").get_by_role("link", name="今日").click()
    shot(tab, "home-lead")
    tab.locator("main").get_by_role("link", name=PLANT).first.click()
    take(tab, "认领")
    tab.get_by_role("link", name="编制五张清单", exact=True).click()
    shot(tab, "plan-empty")
    rows = tab.locator("#rows > li")
    fill(rows.nth(0), {"原因类型": "设施短板", "问题原因": "处理能力不足，扩建工程前期手续滞后。"})
    save_list(tab, "问题原因")
    open_list(tab, "目标任务")
    fill(rows.nth(0), {"指标": "日处理能力", "基线": "8", "目标值": "12", "单位": "万吨/日"})
    save_list(tab, "目标任务")
    open_list(tab, "项目措施")
    fill(rows.nth(0), {"整改措施": "完成4万吨/日扩建工程。", "责任单位": "市住建局", "完成时间": tale.day(200)})
    fill(rows.nth(0), {"预算（万元）": "6800", "处理能力不足，扩建工程前期手续滞后。": True})
    save_list(tab, "项目措施")


def fund_and_stage(tale: Tale) -> None:
    tab = tale.tab(LEAD)
    rows = tab.locator("#rows > li")
    open_list(tab, "资金来源")
    fill(rows.nth(0), {"资金来源": "市级财政", "金额（万元）": "6800", "依据文号": "临财建〔2026〕18号"})
    save_list(tab, "资金来源")
    open_list(tab, "责任时限")
    fill(tab.locator("#plan-form"), {"牵头单位 市住建局": "冉立衍"})
    save_list(tab, "责任时限")
    open_list(tab, "节点")
    fill(rows.nth(0), {"节点": "完成设计和招标", "权重（%）": "40", "工期（工作日）": "20"})
    tab.get_by_role("button", name="再加一行").click()
    fill(rows.nth(1), {"节点": "完成施工和调试", "权重（%）": "60", "工期（工作日）": "60"})
    shot(tab, "plan")
    save_list(tab, "节点")


def open_list(tab: Page, name: str) -> None:
    tab.get_by_role("navigation", name="五张清单").get_by_role("link", name=name, exact=True).click()
    expect(tab.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")


def save_list(tab: Page, name: str) -> None:
    tab.get_by_role("button", name="保存", exact=True).click()
    expect(tab.get_by_text(f"已保存：{name}。")).to_be_visible()


def schedule(tale: Tale) -> None:
    tab = tale.tab(LEAD)
    tab.get_by_role("link", name="倒排工期", exact=True).click()
    expect(tab.get_by_text("排得下", exact=True)).to_be_visible()
    shot(tab, "schedule")
    tab.get_by_label("调整理由").fill("首次倒排。")
    tab.get_by_role("button", name="按此保存").click()
    expect(tab.get_by_text("已按倒排结果保存各节点的起止日期。")).to_be_visible()
    take(tale.at(LEAD), "报送方案", {"意见": "五张清单齐全，请审批。"})


def approve_and_release(tale: Tale) -> None:
    tab = tale.at(OFFICE)
    take(tab, "批准方案", {"批准文号": "临政函〔2026〕12号"})
    tab.get_by_role("link", name="向社会公开").click()
    shot(tab, "release")
    tab.get_by_role("button", name="公开", exact=True).click()
    expect(tab.get_by_role("heading", name=tale.number)).to_be_visible()
    shot(tab, "public-task")


def work(tale: Tale) -> None:
    """Progress, nodes with their proof, and the materials of the closure file; the supervising unit verifies."""
    tale.pass_days(40)
    tab = tale.at(LEAD)
    take(tab, "报送进展", {"自报进度（%）": "60", "进展情况": "设计招标完成，主体施工过半。"})
    for node in ("完成设计和招标", "完成施工和调试"):
        proof = {"文件": tale.file("验收.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n" + node.encode() + b"\n%%EOF\n")}
        take(tab, "上传材料", {**proof, "材料类型": "工程验收文件", "证明的节点": node})
        take(tab, "上报节点完成", {"节点": node})
    supervisor = tale.at(SUPERVISOR)
    shot(supervisor, "task-supervisor")
    for node in ("完成设计和招标", "完成施工和调试"):
        take(supervisor, "核实节点", {"节点": node, "意见": "现场看过，属实。"})
    form = open_step(supervisor, "核实点位")
    form.get_by_label("点位").select_option(index=1)
    hand_in(supervisor, form, "核实点位")
    tale.at(LEAD)
    for kind in ("销号申请表", "整改完成情况报告", "措施逐条对照表"):
        take(tab, "上传材料", {"文件": tale.file(f"{kind}.txt", kind.encode()), "材料类型": kind})
    for kind, side, colour in (("整改前照片", "整改前", "#4a3b2a"), ("整改后照片", "整改后", "#3d7ab5")):
        photo = tale.photo(kind, colour)
        take(tab, "上传材料", {"文件": photo, "材料类型": kind, "前后对比": side, "对比组": "厂前溢流口"})
    expect(section(tab, "材料")).to_contain_text("厂前溢流口")
    shot(tab, "evidence")


def apply_and_review(tale: Tale) -> None:
    tab = tale.at(LEAD)
    take(tab, "申请销号", {"意见": "措施全部完成，申请销号。"})
    take(tab, "自验通过", {"意见": "逐项自验合格，材料齐全。"})
    take(tale.at(SUPERVISOR), "初审通过", {"意见": "材料齐全，同意现场核查。"})


def check_the_site(tale: Tale) -> None:
    """Two verifiers of two other bureaus; the one who records it stands at the site with a phone."""
    tab = tale.at(VERIFIER, size="phone")
    shot(tab, "task-phone")
    form = open_step(tab, "登记现场核查")
    form.get_by_label("核查地点").fill(f"{PLANT}厂前溢流口")
    for box in form.locator("fieldset.criterion").all():
        box.get_by_label("达到", exact=True).check()
        # Of this visit: a photo of an earlier one would prove nothing new, and is not taken again.
        box.locator("input[type=file]").set_input_files(tale.photo("现场", f"day {tale.passed}"))
    fill(form, {"佟知夏": True, "核查结论": "出水清澈，未见溢流。", "通过": True})
    shot(tab, "site-check")
    hand_in(tab, form, "登记现场核查")
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def publish(tale: Tale) -> None:
    tab = tale.at(OFFICE)
    form = open_step(tab, "开始公示")
    fill(form, {"联系电话": "0000-12345678", "意见反馈方式": "来信寄市整改办，或者在公开网页提交。"})
    form.get_by_role("group", name="公示照片").get_by_role("checkbox").first.check()
    shot(tab, "notice-form")
    hand_in(tab, form, "开始公示")
    shot(tab, "task-notice")


def object_as_a_citizen(tale: Tale) -> None:
    tale.pass_days(1)
    tab = tale.open_page(f"{tale.server.url}/public/", size="phone")
    shot(tab, "public-home")
    tab.get_by_role("link", name="销号公示").first.click()
    shot(tab, "public-notice")
    tab.get_by_label("您的意见").fill("雨天夜里厂前溢流口仍有污水流进澜水，昨晚九点看到。")
    tab.get_by_role("button", name="提交意见").click()
    expect(tab.get_by_text("您的意见已收到")).to_be_visible()
    shot(tab, "received")
    tale.tabs["citizen"] = tab


def uphold_and_send_back(tale: Tale) -> None:
    tale.pass_days(2)
    tab = tale.at(OFFICE)
    shot(tab, "objection")
    expect(section(tab, "公示与销号")).to_contain_text("雨天夜里")
    form = open_step(tab, "异议成立")
    form.get_by_label("异议").select_option(index=1)
    fill(form, {"处理意见": "经查属实，退回继续整改。"})
    hand_in(tab, form, "异议成立")
    citizen = tale.tabs["citizen"]
    citizen.get_by_role("link", name="查询办理结果").click()
    expect(citizen.locator("main")).to_contain_text("经查属实")
    shot(citizen, "answer")
    items = {"需补充的事项": "雨天溢流的应急处理措施", "补正期限": tale.day(10)}
    take(tale.at(SUPERVISOR), "退回整改", {"退回理由": "雨天溢流没有消除。", **items})


def go_the_way_again(tale: Tale) -> None:
    tale.pass_days(7)
    tab = tale.at(LEAD)
    shot(tab, "task-returned")
    take(tab, "报送进展", {"自报进度（%）": "100", "进展情况": "新增1万吨/日应急处理设施，三场降雨均无溢流。"})
    apply_and_review(tale)
    check_the_site(tale)
    publish(tale)


def close(tale: Tale) -> None:
    early = tale.at(OFFICE)
    expect(early.locator(".steps > .greyed")).to_contain_text("尚未届满")
    shot(early, "closure-greyed")
    tale.pass_days(20)
    for verifier in (VERIFIER, SECOND):
        take(tale.at(verifier), "验收签字", {"我已查看全部材料和核查结果，对验收结论负责": True})
    numbers = {"备案号": "临整改备〔2027〕3号", "集体研究纪要": "会议纪要〔2027〕1号"}
    tab = tale.at(OFFICE)
    take(tab, "销号", {"销号依据": "整改到位", **numbers, "上级备案或验收文号": "澜整改备〔2027〕8号"})
    expect(tab.locator(".task-head")).to_contain_text("已销号")
    shot(tab, "closed")
    expect(section(tab, "经过")).to_contain_text("异议成立")
    shot(tab, "history")


def look_at_the_public_page(tale: Tale) -> None:
    tale.pass_days(1)
    citizen = tale.tabs["citizen"]
    citizen.goto(f"{tale.server.url}/public/tasks/{tale.number}/")
    expect(citizen.locator("main")).to_contain_text("已销号")
    expect(citizen.locator("main")).to_contain_text("临整改备〔2027〕3号")
    shot(citizen, "public-closed")
    leader = tale.tab(LEADER)
    shot(leader, "home-leader")


def look_around(tale: Tale) -> None:
    """The chief pages at a desk and on a phone: none is wider than its screen."""
    task = f"/tasks/{tale.number}"
    pages = {"home": "/", "ledger": "/ledger/", "intake": "/intake/", "reading-desk": "/intake/1/", "wall": "/wall/"}
    pages |= {"task": f"{task}/", "plan": f"{task}/plan/measures/", "schedule": f"{task}/schedule/"}
    pages |= {"checks": f"{task}/checks/", "public": "/public/", "notice": "/public/notices/2/"}
    for size in ("desk", "phone"):
        tab = tale.open_page(tale.server.url, size=size)
        sign_in(tab, OFFICE, PASSWORD)
        for name, path in pages.items():
            tab.goto(tale.server.url + path)
            expect(tab.locator("main")).not_to_be_empty()
            shot(tab, f"chief-{name}")
            assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
