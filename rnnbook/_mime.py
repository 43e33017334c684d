"""The kinds of output that the book's own cells give, by MIME type; nothing here imports torch."""

__all__ = ["CLAIM_MIME"]

CLAIM_MIME = "application/vnd.rnnbook.claim+json"
"""The record of a claim, beside the sentence that a reader sees."""
