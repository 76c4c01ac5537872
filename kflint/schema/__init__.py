"""Which fields exist, of which type, in which Argo version? Reads `schemas/`; walks a tree against it."""
