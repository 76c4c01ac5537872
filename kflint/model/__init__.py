"""What does the workflow mean? Objects, templates, calls between them, inputs and outputs, scopes, references across files."""
