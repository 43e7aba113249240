"""Addresses of the workspace, below `/staff/chats/`."""

from __future__ import annotations

from django.urls import path

from luotsi.web.workspace import acts, desk, talk

app_name = "workspace"

urlpatterns = [
    path("", desk.Desk.as_view(), name="desk"),
    path("now/", desk.Desk.as_view(), name="desk_now"),
    path("presence/", acts.SetPresence.as_view(), name="presence"),
    path("preferences/", acts.SetPreferences.as_view(), name="preferences"),
    path("next/", acts.TakeNext.as_view(), name="next"),
    path("<uuid:number>/", talk.Talk.as_view(), name="talk"),
    path("<uuid:number>/now/", talk.Talk.as_view(), name="talk_now"),
    path("<uuid:number>/take/", acts.Take.as_view(), name="take"),
    path("<uuid:number>/say/", talk.Say.as_view(), name="say"),
    path("<uuid:number>/note/", talk.Note.as_view(), name="note"),
    path("<uuid:number>/hold/", acts.Hold.as_view(), name="hold"),
    path("<uuid:number>/resume/", acts.Resume.as_view(), name="resume"),
    path("<uuid:number>/transfer/", acts.Transfer.as_view(), name="transfer"),
    path("<uuid:number>/end/", acts.End.as_view(), name="end"),
    path("<uuid:number>/wrap-up/", acts.WrapUp.as_view(), name="wrap_up"),
    path("<uuid:number>/block/", acts.Block.as_view(), name="block"),
    path("<uuid:number>/keep/", acts.Keep.as_view(), name="keep"),
]
