"""Who takes part in a meeting and as what: the people right before a verb of presiding, attending or speaking, and the
lists behind 参加会议的有…. Reporters and editors are none of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.result import Person
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who.people import NAME, POSTS, SURNAMES, Mention, in_list, mention_post, person

_SENTENCE = expression(r"[^。!?\n]+")
_ADVERBS = rf"(?:{any_of(words('meeting', 'adverbs'))}){{0,2}}"
ABOUT = rf"{_ADVERBS}(?:{any_of(words('meeting', 'circumstances'))}[^,。;:]{{2,40}}?)?(?:进行)?{_ADVERBS}"
"""What may stand between who speaks and the verb: 就下步工作再次."""
_CHAIR = any_of(words("meeting", "chair"))
_CALLS = "召开"  # by whom: a place or an office, if it is not a person with a post
_LEADS = (
    r"带领(?=[^,。;]{0,16}(?:专班|组|人员|部门|负责|单位|同志|一行))|一行(?=来到|赴|到|深入|前往)"
    r"|率队|率(?=[^,。;]{0,12}(?:领导|专班|组|部门|班子|人员|一行|有关|相关))"
)
_ATTEND = rf"(?:(?:一同|一起|共同|随同)[一-鿿]{{2}}|{_LEADS}|{any_of(words('meeting', 'attend'))})"
_SPEECH = (
    "(?<![工合运操])作了?[^,。;]{0,8}?(?:讲话|发言|部署|汇报|通报|说明|报告|动员|指示|点评|讲评|解读|辅导|承诺|交流|致辞|安排)"
    "|进行了?[^,。;]{0,4}(?:动员|部署|点评)"
)
_SPEAK = rf"(?:{any_of(words('meeting', 'speak'))}|{_SPEECH})"
_DOES = expression(
    rf"(?P<chair>{_CHAIR}(?!人))|(?P<attend>{_ATTEND})|(?P<speak>(?<!的)(?<!的重要){_SPEAK})(?!精神|(?:意见|问题)的?(?:整改|落实))"
)
# 参加会议的有…, 陪同调研的市领导有…
_BEHIND = expression(rf"(?:{_ATTEND})[^,。;:]{{0,12}}?的?(?:[^,。;:的]{{0,10}})(?<!没)(?:还有|有|为|是|:)[: ]*")
# 出席会议并讲话, 在主持会议时指出: who did the one did the other.
_GOES_ON = expression(r"[^,;。]{0,16}?(?:并|时|中|后|上)[^,;。]{0,24}|(?:了|会议)*|[^,;。]{0,8},并[^,;。]{0,24}")
# 传达学习了省委书记某某关于…的批示, 传达书记某某,省长某某的批示: whose words are passed on need not be there.
_PASSED_ON = expression(
    r"(?:传达|学习|宣读|转达)(?:[^,。;]{2,90}?(?:批示|指示|讲话|谈话|精神|要求)(?:精神|要求)?|[^,。;][^。;]{2,90}?的(?:重要)?(?:批示|指示|讲话)(?:精神|要求)?"
    r"|[^,。;]{2,40}(?:书记|主任|主席|长)[一-鿿]{2,3},[^,。;]{2,40}?(?:批示|指示)(?:精神)?(?=[和、及]))"
    r"(?:,[^,。;]{2,60}?(?:批示|指示|讲话)(?:精神|要求|以及)|(?:和|以?及|与)[^,。;]{2,60}?(?:批示|指示|讲话|谈话)(?:精神|要求)?)*"
)
_REACH = 400  # characters back in which a list is looked through
_TOGETHER = expression(r"分别|先后|共同|一同")
# 书记某围绕贯彻会议精神,对下步工作提出要求: the name stands where its clause begins to tell the circumstances.
_SUBJECT = expression(rf"{NAME}(?:\([^()\n]*\)|同志|{POSTS})?(?=对|就|围绕|针对|结合|代表|[高充]度|充分|首先)")
_SAYS = expression(r"(?:说|强调|指出|表示|要求)[,:]")
_ASIDE = expression(r"(?:同志)?,(?:[在于][^,。;]{0,24})?\Z", needs=",")  # 县长某同志,在县会议中心主持召开了…
_LONGEST_ASIDE = 30
_BESIDE = expression("[组局府委办会厅市县区](?:分别|共同)?与")  # 督察组与县水利局局长某就…问询: whom another met
_NEXT_OF_LIST = expression(r"(?:\([^()]*\)|同志)?(?:、|以?及|和|与)[^,;:。]{0,40}")
AGAIN = rf"(?<![一-鿿])(?:[{SURNAMES}]{POSTS}|[他她])"
"""Who was named before: 程县长强调, 他强调."""
PRONOUNS = ("他", "她")
_OFFICIAL = ("强调", "指出", "要求", "提出")  # 他说 may tell what a villager says
_AGAIN = expression(rf"(?P<who>{AGAIN})(?:同志)?{ABOUT}\Z")
_CREDIT = expression(r"(?:记者|通讯员|编辑|作者|摄影|来源|文/|图/|责编|审核|校对)[^。:)]{0,8}$")


@dataclass
class Participants:
    """Each person once under a role; a chair may also speak. `again` holds who is meant where words refer to somebody
    named before, by where they begin."""

    chairs: dict[str, Person] = field(default_factory=dict)
    speakers: dict[str, Person] = field(default_factory=dict)
    attendees: dict[str, Person] = field(default_factory=dict)
    again: dict[int, Person] = field(default_factory=dict)

    def of(self, role: str) -> dict[str, Person]:
        return {"chair": self.chairs, "speak": self.speakers, "attend": self.attendees}[role]


def find(document: Document) -> Participants:
    found, posts, last = Participants(), dict[str, str](), list[Person]()
    for sentence in _SENTENCE.finditer(document.body.folded):
        for role, one in _in_sentence(document.body.folded, *sentence.span()):
            if isinstance(one, re.Match):
                if meant := _meant(one["who"], last):
                    found.again[one.start()] = found.speakers.setdefault(meant.text, meant)
            elif (new := _enter(document, found.of(role), one, posts)) and role != "attend":
                last.append(new)
    return found


def _meant(who: str, last: list[Person]) -> Person | None:
    """Who of those that presided or spoke before is meant: the last, by 程县长 the last of that surname and post."""
    if who in PRONOUNS:
        return last[-1] if last else None
    return next((one for one in reversed(last) if one.text[0] == who[0] and who[1:] in one.post), None)


def _enter(document: Document, known: dict[str, Person], one: Mention, posts: dict[str, str]) -> Person | None:
    """The person as first entered; `posts` keeps what was looked up through the whole text, by name."""
    folded = document.body.folded
    if _CREDIT.search(folded[max(0, one.start - 12) : one.start]):
        return None
    name = folded[one.start : one.end]
    if not one.post and name not in posts:
        posts[name] = mention_post(folded, name)
    post = one.post or posts[name]
    new = person(document.body, one.start, one.end, post)
    return known.setdefault(new.text, new)


def _in_sentence(folded: str, start: int, end: int) -> Iterator[tuple[str, Mention | re.Match[str]]]:
    """A verb takes the people since the last verb that had its own; one that only goes on takes over those of the verb
    before. Who speaks may be somebody named before: then the words that say so."""
    at, subjects = start, list[Mention]()
    passed_on = [match.span() for match in _PASSED_ON.finditer(folded, start, end)]
    for verb in _DOES.finditer(folded, start, end):
        role = str(verb.lastgroup)
        at = max([at, *(stop for _, stop in passed_on if stop <= verb.start())])
        if verb.start() < at or any(first < verb.start() < stop for first, stop in passed_on):
            continue
        people = _subjects(folded, at, verb.start(), role)
        if not people and subjects and _GOES_ON.fullmatch(folded, at, verb.start()):
            people = subjects[-1:] if role == "chair" else subjects
        elif not people and role == "attend" and (behind := _BEHIND.match(folded, verb.start(), end)):
            yield from (("attend", one) for one in in_list(folded, behind.end(), end))
            return
        elif not people:
            if role == "speak" and (again := _again(folded, at, verb.start())):
                yield role, again
            continue
        yield from ((role, one) for one in people)
        at, subjects = verb.end(), people


def _again(folded: str, start: int, verb: int) -> re.Match[str] | None:
    """The words right before a verb that refer to somebody named before."""
    match = _AGAIN.search(folded, start, verb)
    return match if match and (match["who"] not in PRONOUNS or folded.startswith(_OFFICIAL, verb)) else None


def _named(folded: str, start: int, end: int) -> list[Mention]:
    return [one for one in in_list(folded, start, end) if not _BESIDE.search(one.post)]


def _subjects(folded: str, start: int, end: int, role: str) -> list[Mention]:
    verb = end
    if aside := _ASIDE.search(folded, max(start, end - _LONGEST_ASIDE), end):
        end = aside.start()
    people = _named(folded, max(start, end - _REACH), end)
    if role == "attend":
        return people
    if not people and (by := folded.rfind("由", start, end)) >= 0:
        people = _named(folded, by + 1, end)  # 反馈会由某省长主持
    if not people or not people[-1].last:
        people = _before_circumstance(folded, max(start, end - _REACH), end) or people
    if not people or not people[-1].last or (role == "speak" and not _introduced(folded, people[-1], verb)):
        return []
    if folded.startswith(_CALLS, verb) and not people[-1].post:
        return []
    if role == "speak" and _TOGETHER.search(folded, people[-1].end, end):
        return people
    return _one_list(folded, people)


def _before_circumstance(folded: str, start: int, end: int) -> list[Mention]:
    """Who stands before what is spoken about: 书记某对镇里扬尘管理、“回头看”工作提出要求."""
    for subject in reversed([*_SUBJECT.finditer(folded, start, end)]):
        if (people := _named(folded, start, subject.end())) and people[-1].last:
            return people
    return []


def _one_list(folded: str, people: list[Mention]) -> list[Mention]:
    """组长甲、副组长乙作讲话: those who stand in one list with the last."""
    first = len(people) - 1
    while first and _NEXT_OF_LIST.fullmatch(folded, people[first - 1].end, people[first].start):
        first -= 1
    return people[first:]


def _introduced(folded: str, one: Mention, verb: int) -> bool:
    """云栖、白坡等市作交流发言: who speaks without a post is named elsewhere too, or opens the sentence with what he says."""
    opens = one.end == verb and (one.start == 0 or folded[one.start - 1] in "\n。 ") and _SAYS.match(folded, verb)
    return (
        bool(one.post or opens) or folded.startswith("同志", one.end) or folded.count(folded[one.start : one.end]) > 1
    )
