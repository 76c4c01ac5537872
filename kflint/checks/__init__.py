"""What is wrong? One module per rule family (or part of one); each check is a function that yields findings."""
