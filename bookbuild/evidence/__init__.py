"""The book's claims: collected from the pages, checked, listed, and run again."""
