"""Where the book is."""

from pathlib import Path

# The folder of the checkout: what builds the book is never installed without it.
ROOT = Path(__file__).resolve().parents[1]
