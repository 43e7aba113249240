"""What visits lead to, counted without knowing whose they are: campaigns, invitations, counts by day."""
