"""Outside judges: other people's programs, run by hand against ours."""
