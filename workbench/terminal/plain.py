"""What is drawn with where drawing by cells has a fault of its own: everything goes to the terminal as it is."""

from __future__ import annotations


class Plain:
    """Does for a driver what `Cells` does, and knows nothing of the screen."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._text: list[str] = []

    @property
    def waits(self) -> bool:
        """Whether there is something to send."""
        return bool(self._text)

    def write(self, data: str) -> None:
        """Take what is to be sent."""
        self._text.append(data)

    def take(self) -> str:
        """Return it."""
        text, self._text = "".join(self._text), []
        return text

    def missed(self) -> bool:
        """Nothing is ever thrown away."""
        return False

    def resize(self, width: int, height: int) -> None:
        """Have another size."""
        self.size = (width, height)

    def forget(self) -> None:
        """Nothing is known."""

    def blank(self) -> None:
        """Nothing is known."""
