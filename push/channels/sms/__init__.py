"""Short messages through one provider, and a second one where the first refuses."""
