"""Notes with tags, kept in one file, shown as pages."""
