from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "luotsi.web.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.contacts import embed_actions, embed_queries
        from luotsi.web.parts.framing import register_origins
        from luotsi.web.parts.staff_page import register_places
        from luotsi.web.staff.page import first_places, places

        register_places(0, first_places)
        register_places(9, places)
        register_origins(embed_queries.origins, embed_actions.note_sighting)
