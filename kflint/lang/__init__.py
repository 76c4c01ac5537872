"""Is this string right in its small language? One module each; pure functions from text to a tree or a Mistake."""
