"""Maintainers' scripts: they make what is generated in the repository, and measure."""
