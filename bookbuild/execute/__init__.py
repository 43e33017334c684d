"""Running the cells of pages: in kernels side by side, into a cache."""
