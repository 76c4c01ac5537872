"""What did the user ask for? Arguments, configuration, files, exit codes."""
