"""What every form draws on: code tables as data, with their source and the day from which they hold."""
