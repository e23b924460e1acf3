"""What a client was told, and whether the table agrees."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

from tests.faults.client import REFUSED, Answer


@dataclass(frozen=True, slots=True)
class Record:
    kind: str  # "read" or "insert"
    key: str
    sent: float
    ended: float
    answer: Answer

    @property
    def is_success(self) -> bool:
        return isinstance(self.answer.outcome, int) and 200 <= self.answer.outcome < 300

    @property
    def seconds(self) -> float:
        return self.ended - self.sent


@dataclass
class History:
    records: list[Record] = field(default_factory=list)

    def where(self, condition: Callable[[Record], bool]) -> "History":
        return History([record for record in self.records if condition(record)])

    def sent(self, since: float, before: float = float("inf")) -> "History":
        return self.where(lambda record: since <= record.sent < before)

    @property
    def successes(self) -> "History":
        return self.where(lambda record: record.is_success)

    @property
    def failures(self) -> "History":
        """What was begun and did not end well. Nobody was there for the refused: they can go elsewhere."""
        return self.where(lambda record: not record.is_success and record.answer.outcome != REFUSED)

    @property
    def outcomes(self) -> dict[int | str, int]:
        return dict(Counter(record.answer.outcome for record in self.records))

    @property
    def longest(self) -> float:
        return max((record.seconds for record in self.records), default=0)

    @property
    def p99(self) -> float:
        return quantiles([record.seconds for record in self.records], n=100)[98]

    def contradictions(self, stored: Counter[str]) -> list[str]:
        """Acknowledged and not there exactly once, or there more than once, or never asked for."""
        inserts = {record.key: record for record in self.records if record.kind == "insert"}
        missing = [f"{key} is missing" for key, record in inserts.items() if record.is_success and not stored[key]]
        repeated = [f"{key} is there {count} times" for key, count in stored.items() if count > 1]
        return missing + repeated + [f"nobody asked for {key}" for key in stored.keys() - inserts.keys()]

    def __len__(self) -> int:
        return len(self.records)
