"""What is durable and what is not, as data, and the matcher over it."""

from p0lint.catalogue.catalogue import Catalogue
from p0lint.catalogue.entries import Additions, Gate, KnownSetting, NamedKind, Reader, Symbol, ValueKind
from p0lint.catalogue.literals import Literals, literals

__all__ = [
    "Additions",
    "Catalogue",
    "Gate",
    "KnownSetting",
    "Literals",
    "NamedKind",
    "Reader",
    "Symbol",
    "ValueKind",
    "literals",
]
