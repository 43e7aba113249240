"""How well one colour is read on another."""

from __future__ import annotations

import pytest

from luotsi.foundation.colour import NotAColour, contrast, luminance


def test_contrast_is_that_of_wcag_whichever_comes_first() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01), "the grey of the guidelines"
    assert luminance("#00ff00") == pytest.approx(0.7152)


@pytest.mark.parametrize("text", ["", "red", "#fff", "#0b5c6g", "#0b5c63\n", "0b5c63"])
def test_other_ways_of_writing_are_refused(text: str) -> None:
    with pytest.raises(NotAColour):
        luminance(text)
