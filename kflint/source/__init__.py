"""What does the text say, and where? The only room that knows the YAML library.

Bytes become a `Text`, a text becomes `Document`s, a document is a tree of `Node`s that know their place.
"""
