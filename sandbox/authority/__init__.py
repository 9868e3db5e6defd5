"""The customs side: the import client that drops receipts into folders."""
