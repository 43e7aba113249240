from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "luotsi.web.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.web.pages.frame import shell_links
        from luotsi.web.parts.shell import register_links

        register_links(shell_links)
