"""SMS: a Kannel gateway, two cloud providers and an SMSC, all ending in the same phones."""
