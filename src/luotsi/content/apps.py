from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "luotsi.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.content import lexicon, search
        from luotsi.understanding import registry

        registry.register(search.KIND, search.documents)
        registry.register_terms(lexicon.NAME, lexicon.terms)
