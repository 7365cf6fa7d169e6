"""What activities records of a client, said as sentences."""
