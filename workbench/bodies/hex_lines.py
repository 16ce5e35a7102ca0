"""Any bytes as rows of sixteen: where they stand, each of them, and what of it is ASCII; made when looked at."""

from __future__ import annotations

from typing import Final

from workbench.bodies.encoding import Encoding
from workbench.bodies.source import Readable

WIDTH: Final = 16
_SHOWN: Final = bytes(code if 0x20 <= code < 0x7F else 0x2E for code in range(256))


class HexLines:
    """Rows of a source; known by number at any size."""

    encoding = Encoding()

    def __init__(self, source: Readable) -> None:
        self.source = source

    def __len__(self) -> int:
        return max(1, -(-len(self.source) // WIDTH))

    def __getitem__(self, number: int) -> str:
        """Return a row as `xxd` has it."""
        data = self.source.read(number * WIDTH, (number + 1) * WIDTH)
        pairs = data.hex(" ", -2).ljust(39)
        return f"{number * WIDTH:08x}  {pairs}  {data.translate(_SHOWN).decode('ascii')}"

    def span(self, number: int) -> tuple[int, int]:
        """Return where the bytes of a row start and end."""
        return number * WIDTH, min((number + 1) * WIDTH, len(self.source))

    def at(self, offset: int) -> int:
        """Return the row of a byte."""
        return offset // WIDTH

    def raw(self, number: int, limit: int) -> bytes:
        """Return the bytes of a row."""
        return self.source.read(number * WIDTH, number * WIDTH + min(WIDTH, limit))
