"""PTV's interface version 12: its shapes, how they are read, and how its pages are fetched."""
