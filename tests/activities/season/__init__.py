"""Groups' seasons, guests and wishes, said as sentences."""
