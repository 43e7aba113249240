"""What the `luotsi` command can do. Each command is a few lines that call an action."""
