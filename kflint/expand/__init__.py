"""What does the shorthand stand for? Reads annotations, plans the changes, writes the edits."""
