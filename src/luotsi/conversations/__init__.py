"""Live chat: one ordered log for each conversation, its one writer, and the streams that carry it."""
