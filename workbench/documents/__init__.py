"""TOML files that people edit by hand: read with mistakes named, written back in a form they can read."""

from workbench.documents.backup import has_comments, keep_comments
from workbench.documents.layout import toml_text
from workbench.documents.source import Document, DocumentError, parse, read
from workbench.documents.table import Table

__all__ = ["Document", "DocumentError", "Table", "has_comments", "keep_comments", "parse", "read", "toml_text"]
