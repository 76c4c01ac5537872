"""How is it told? One module per format; they see findings and nothing else."""
