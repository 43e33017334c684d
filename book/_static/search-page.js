/* The search page: excerpts are fetched, which browsers refuse for files opened from a folder. */
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
document.querySelector(".bd-search-container input[type=search]")?.focus();
