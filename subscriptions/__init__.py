"""Who follows which document, enterprise or person; knows topic strings and no trade words."""
