"""The doors through which the authorities speak, and the dialects they speak: one file each (house rule 11)."""
