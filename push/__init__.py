"""Gets a message to an address and learns whether it arrived; knows no document."""
