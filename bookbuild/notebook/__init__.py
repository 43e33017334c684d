"""A notebook of every page with cells."""
