from workbench.models import Progress
from workbench.widgets.progress_line import Running, sentence


def test_a_running_send_is_told_in_words_with_bytes_and_rate() -> None:
    progress = Progress(hop=1, phase="receive", received=12_400_000)
    running = Running(method="GET", seconds=3.2, progress=progress, rate=4_100_000.0)
    assert sentence(running) == "GET  3 s  receiving  12.4 MB  4.1 MB/s  (redirect 1)"
    assert sentence(Running(method="POST", seconds=0.1)) == "POST  0 s  starting"
