"""What other tools write and read: one file for each foreign format. No I/O; the caller reads and writes."""
