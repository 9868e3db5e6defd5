"""What looks into strangers' files, in a process of its own: each module the standard library alone, none of the house.

A module has `check(data)`, which returns None or the bytes to keep instead, and may have `rows(data)`. Both raise
ValueError with a sentence for the uploader, or with none if the bytes are not of that type at all.
"""
