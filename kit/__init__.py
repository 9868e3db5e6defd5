"""The lowest stair: what every room needs and no room owns."""
