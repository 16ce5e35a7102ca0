import pytest

from workbench.models import Progress
from workbench.widgets.progress_line import Running, sentence

RECEIVING = Progress(hop=1, phase="receive", received=12_400_900, arrived=12_400_000, expected=40_000_000)
SENDING = Progress(hop=0, phase="send", sent=900_300, uploaded=900_000, to_upload=12_000_000)
CASES = [
    (RECEIVING, 4_100_000.0, 80, "GET  3 s  receiving  12.4 of 40.0 MB  31 %  4.1 MB/s  (redirect 1)"),
    (RECEIVING, 4_100_000.0, 55, "GET  3 s  receiving  12.4 of 40.0 MB  31 %  4.1 MB/s"),
    (RECEIVING, 4_100_000.0, 45, "GET  3 s  receiving  12.4 of 40.0 MB  31 %"),
    (RECEIVING, 4_100_000.0, 30, "GET  3 s  receiving  31 %"),
    (RECEIVING, 4_100_000.0, 10, "GET  3 s  receiving"),
    (SENDING, None, 80, "GET  3 s  sending  900.0 kB of 12.0 MB  7 %"),
    (Progress(hop=0, phase="receive", arrived=18), None, 80, "GET  3 s  receiving  18 B"),
    (Progress(hop=0, phase="receive", arrived=18, expected=9), None, 80, "GET  3 s  receiving  18 B"),
    (Progress(hop=0, phase="wait", sent=300), None, 80, "GET  3 s  waiting for the answer"),
    (Progress(hop=0, phase="dns"), None, 80, "GET  3 s  looking up the name"),
    (None, None, 80, "GET  3 s  starting"),
]


@pytest.mark.parametrize(("progress", "rate", "width", "line"), CASES)
def test_a_running_send_is_told_in_words_with_bytes_and_rate(
    progress: Progress | None, rate: float | None, width: int, line: str
) -> None:
    assert sentence(Running(method="GET", seconds=3.2, progress=progress, rate=rate), width) == line
