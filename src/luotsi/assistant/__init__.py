"""One turn of dialogue: words in; emergency, answer, clarifying question, offer of paths or of a person out.

Returns values; screens carry them out.
"""
