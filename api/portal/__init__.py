"""Pages for people. No rules of its own: a page shows what queries answer and calls the actions that routes call."""
