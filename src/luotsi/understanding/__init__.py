"""Finds what people mean: words, index, ranking. Knows no kind of content; rooms above register theirs."""
