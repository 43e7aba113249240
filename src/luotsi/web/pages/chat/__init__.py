"""The resident's side of live chat: its page, the widget's panel, and the same without JavaScript."""
