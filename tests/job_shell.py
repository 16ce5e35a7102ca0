"""What of a shell job control needs: `python job_shell.py PIPE CALL…` runs one job, and tells where it is and stops."""

from __future__ import annotations

import os
import signal
import sys


def main(telling: int, call: list[str]) -> None:
    """Run the job in a group of its own, which has the terminal; end as it ends."""
    process = os.fork()
    if process == 0:
        os.close(telling)
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(call[0], call)  # noqa: S606
    os.write(telling, b"%d\n" % process)
    while os.WIFSTOPPED(status := os.waitpid(process, os.WUNTRACED)[1]):
        os.write(telling, b"stopped\n")
    if os.WIFSIGNALED(status):
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
