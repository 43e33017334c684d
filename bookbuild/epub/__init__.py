"""The book as one EPUB file."""
