from luotsi.config.formats import DATETIME_INPUT_FORMATS

__all__ = ["DATETIME_INPUT_FORMATS"]
