from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "luotsi.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.catalogue import search

        search.register()
