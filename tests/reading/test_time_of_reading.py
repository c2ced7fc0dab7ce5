"""Long texts are read in a time that grows with their length, not with its square: the reader's patience is bounded."""

import time

import pytest

from tests.reading.texts import reading_of

PATIENCE = 10.0  # seconds of processor time for some ten thousand lines; where each looked at all, it took a minute
MEETING = "云栖县召开督察整改推进会\n2026年5月11日，云栖县委书记江一舟主持召开督察整改推进会。"
LETTER = "关于加快督察整改的督办函\n白苇县各镇人民政府：\n现将任务督办如下：\n"
DEALT = "{0}.县水利局2026年6月底前完成{0}号沟截污，县住建局2026年8月底前完成{0}号沟清淤。\n"
SEEN = "县领导调研督察整改工作\n5月11日，县长江一舟到北坡镇调研环保督察整改，"


@pytest.mark.parametrize(
    "text",
    [
        MEETING + "周明、吴海、郑立国参加会议。" * 5_000,
        LETTER + "".join(DEALT.format(at) for at in range(1, 1_200)),
        SEEN + "发现料场渣土没有覆盖;" * 10_000,
    ],
    ids=["names", "tasks", "findings"],
)
def test_a_long_text_is_read_in_bounded_time(text: str) -> None:
    begun = time.process_time()
    reading_of(text)
    assert time.process_time() - begun < PATIENCE
