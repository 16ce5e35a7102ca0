"""The doctor: what stands between here and an answer, step by step, with evidence and what to change.

    Ticket ── head.of ──▶ the HEAD that stands for it
               │
    request ▶ proxy ▶ name ▶ reach ▶ versions ▶ chain ▶ asked ▶ accepted ▶ suspicions      each a Finding
                                                                                            all: a Report

Handshakes without a certificate come first, so that what the server wants is known before ours is shown.
"""

from __future__ import annotations

from workbench.doctor.report import Finding, Remedy, Report, State, Step, Verdict

__all__ = ["Finding", "Remedy", "Report", "State", "Step", "Verdict"]
