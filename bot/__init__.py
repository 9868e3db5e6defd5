"""Hears people and answers in their words."""
