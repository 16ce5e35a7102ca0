"""Any bytes as rows of sixteen or eight: where they stand, each of them, what of it is ASCII; made when looked at."""

from __future__ import annotations

from typing import Final

from workbench.bodies.encoding import Encoding
from workbench.bodies.source import Readable

_MOST: Final = 16
COLUMNS: Final = 67
"""How many a row of sixteen takes."""
_SHOWN: Final = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


class HexLines:
    """Rows of a source; known by number at any size."""

    encoding = Encoding()

    def __init__(self, source: Readable, columns: int = COLUMNS) -> None:
        self.source = source
        self._per_row = _MOST if columns >= COLUMNS else _MOST // 2

    def __len__(self) -> int:
        return max(1, -(-len(self.source) // self._per_row))

    def __getitem__(self, number: int) -> str:
        """Return a row as `xxd` has it."""
        start, end = number * self._per_row, (number + 1) * self._per_row
        data = self.source.read(start, end)
        pairs = data.hex(" ", -2).ljust(self._per_row // 2 * 5 - 1)
        return f"{start:08x}  {pairs}  {data.translate(_SHOWN).decode('ascii')}"

    def span(self, number: int) -> tuple[int, int]:
        """Return where the bytes of a row start and end."""
        return number * self._per_row, min((number + 1) * self._per_row, len(self.source))

    def at(self, offset: int) -> int:
        """Return the row of a byte."""
        return offset // self._per_row

    def raw(self, number: int, limit: int) -> bytes:
        """Return the bytes of a row."""
        start = number * self._per_row
        return self.source.read(start, start + min(self._per_row, limit))
