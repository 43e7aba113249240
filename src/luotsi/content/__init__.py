"""What editors write beside guidance paths: notices of disruptions and stories."""
