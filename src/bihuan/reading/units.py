"""Names of units."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OfficeTerms:
    """What an office knows of its own units: full name → the short names it uses. Helps to resolve short names."""

    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
