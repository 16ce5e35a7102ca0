"""The part of a JSON body that a JSONPath finds, made in a child process: see `json_filter` for what survives."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from workbench.bodies import encoding, json_filter
from workbench.bodies.job import Refused
from workbench.bodies.json_layout import lay_out

if TYPE_CHECKING:
    from workbench.bodies.job import Job


def main(job: Job) -> None:
    """Write what the argument `path` finds in the body, which is text in the argument `charset`, as UTF-8."""
    gc.disable()  # nothing here goes round in circles, and looking for it would take as long as the rest
    text = encoding.named(str(job.arguments.get("charset", "utf-8"))).text(bytes(job.data))
    try:
        found = json_filter.filtered(text, str(job.arguments["path"]))
    except json_filter.PathFault as fault:
        raise Refused(str(fault)) from fault
    remarks = lay_out(encoding.utf_8(found.text), job.out, job.progress)
    job.remark(f"{found.matches:,} match{'' if found.matches == 1 else 'es'}")
    for note in (*found.notes, *remarks):
        job.remark(note)
