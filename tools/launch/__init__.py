"""What proves that the book opens elsewhere: its files, a place made from them, and a browser."""
