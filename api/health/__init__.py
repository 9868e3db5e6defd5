"""What a supervisor and an operator ask of the process itself."""
