"""What editors write beside guidance paths: for now notices of disruptions."""
