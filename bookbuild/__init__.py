"""How the book is built."""
