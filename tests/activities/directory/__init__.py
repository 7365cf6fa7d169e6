"""The service directory: entries, needs, unused potential, owners, and the export by HSDS, said as sentences."""
