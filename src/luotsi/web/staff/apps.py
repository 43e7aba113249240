from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "luotsi.web.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from luotsi.web.parts.staff_page import register_places
        from luotsi.web.staff.page import first_places, places

        register_places(0, first_places)
        register_places(9, places)
