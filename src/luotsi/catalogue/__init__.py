"""Services, their providers and the ways to reach them; where a slot of a guidance path leads."""
