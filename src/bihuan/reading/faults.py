"""Words that tell of something wrong, as expressions: `vocabulary/faults.toml` says which they are."""

from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import any_of, words

_RUNS_INTO = r"|(?:排|流|漏|淌|冲|倒)[进入到][一-鿿]{0,6}?[河沟渠湖江海塘溪]"
FAULT = expression(any_of(words("faults", "fault")) + _RUNS_INTO)
"""What is wrong at a place: 污水直排, 未覆盖."""
BLAME = expression(any_of(words("faults", "fault"), words("faults", "criticism")) + _RUNS_INTO)
"""What is wrong at a place, or with how somebody works: 推进不力."""
LACKS = expression(
    BLAME.pattern + r"|未|无[一-鿿]|没有|缺|仍|尚|依旧|亟|有待|需(?:全面|进一步|加)|不[一-鿿]{1,2}$|现象$"
)
"""The same, or what is not as it should be in a line or a cell that is known to tell of problems: 亟需整治, 无人管护."""
CONCRETE = expression(any_of(words("faults", "concrete")))
"""Things and places that can be seen: 排口, 渣场."""
PROBLEM_HEADING = expression(any_of(words("faults", "problem_heading")))
"""What a chapter of problems is called."""
OTHER_HEADING = expression(any_of(words("faults", "other_heading")))
"""What chapters of other things are called: 总体要求."""
