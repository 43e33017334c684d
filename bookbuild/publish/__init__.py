"""What a published page says of itself, and where the book lives on the web."""
