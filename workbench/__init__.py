"""Workbench: an API workbench in the terminal, with a certificate manager at its heart."""

__version__ = "0.1.0"
