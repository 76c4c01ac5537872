"""Which fields exist, of which type, in which Argo version? Reads `schemas/` and walks a tree against it."""
