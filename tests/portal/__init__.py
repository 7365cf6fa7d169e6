"""The portal: its pages from typed values, over sockets that fail, and over the real reporting."""
