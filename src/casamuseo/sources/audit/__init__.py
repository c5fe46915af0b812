"""Audits the notes of a Markdown article: where each one leads, and what leads nowhere."""

from casamuseo.sources.audit.auditing import audit_article
from casamuseo.sources.audit.bibliography import (
    Listed,
    UnreadableBibliographyError,
    parse_bibliography,
    parse_front_matter,
)
from casamuseo.sources.audit.files import UnreadableArticleError, read_article
from casamuseo.sources.audit.findings import (
    Audit,
    CitationFinding,
    Form,
    Kind,
    Mention,
    Note,
    Remark,
    Sentence,
    Source,
    Spelling,
    Status,
)
from casamuseo.sources.audit.report import as_json, as_text

__all__ = [
    "Audit",
    "CitationFinding",
    "Form",
    "Kind",
    "Listed",
    "Mention",
    "Note",
    "Remark",
    "Sentence",
    "Source",
    "Spelling",
    "Status",
    "UnreadableArticleError",
    "UnreadableBibliographyError",
    "as_json",
    "as_text",
    "audit_article",
    "parse_bibliography",
    "parse_front_matter",
    "read_article",
]
