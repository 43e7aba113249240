"""The Finnish Service Catalogue (PTV): a folder of its JSON into the catalogue."""
