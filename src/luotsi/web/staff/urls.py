"""Addresses of staff's own pages. The names without a prefix are those that allauth looks for."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from luotsi.web.staff import audit, embeds, jobs, own, password_link, people, second_step, sign_in

_own_patterns = [
    path("", own.FrontPage.as_view(), name="front"),
    path("account/", own.Account.as_view(), name="account"),
    path("account/password/", own.ChangePassword.as_view(), name="password_change"),
    path("account/sessions/", own.Sessions.as_view(), name="sessions"),
    path("language/", own.Language.as_view(), name="language"),
    path("session/", own.SessionTime.as_view(), name="session"),
    path("password/", password_link.SetPassword.as_view(), name="password_set"),
    path("password/<str:token>/", password_link.OpenLink.as_view(), name="password_link"),
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/now/", jobs.JobsNow.as_view(), name="jobs_now"),
    path("jobs/<slug:code>/run/", jobs.RunJob.as_view(), name="run_job"),
    path("audit/", audit.Trail.as_view(), name="audit"),
    path("audit/export/", audit.Export.as_view(), name="audit_export"),
    path("retention/", audit.Retention.as_view(), name="retention"),
    path("embeds/", embeds.Embeds.as_view(), name="embeds"),
    path("embeds/allow/", embeds.AllowSite.as_view(), name="embed_allow"),
    path("embeds/forbid/", embeds.ForbidSite.as_view(), name="embed_forbid"),
    path("embeds/preview/", embeds.Preview.as_view(), name="embed_preview"),
    path("people/", people.People.as_view(), name="people"),
    path("people/add/", people.AddPerson.as_view(), name="person_add"),
    path("people/<int:number>/", people.Person.as_view(), name="person"),
    path("people/<int:number>/details/", people.ChangeDetails.as_view(), name="person_edit"),
    path("people/<int:number>/grant/", people.GrantRole.as_view(), name="grant_role"),
    path("people/<int:number>/withdraw/", people.WithdrawRole.as_view(), name="withdraw_role"),
    path("people/<int:number>/link/", people.NewLink.as_view(), name="new_link"),
    path("people/<int:number>/close/", people.CloseAccount.as_view(), name="close_account"),
    path("people/<int:number>/open/", people.OpenAccount.as_view(), name="open_account"),
    path("people/<int:number>/reset/", people.ResetSecondStep.as_view(), name="reset_second_step"),
    path("people/<int:number>/sign-out/", people.EndSessions.as_view(), name="end_sessions"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("login/code/", sign_in.SecondStep.as_view(), name="mfa_authenticate"),
    path("login/passkey/", sign_in.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
    path("closed/", sign_in.Closed.as_view(), name="account_inactive"),
    path("confirm/", sign_in.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", sign_in.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", sign_in.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-step/", second_step.SecondSteps.as_view(), name="mfa_index"),
    path("second-step/app/", second_step.AddAuthenticator.as_view(), name="mfa_activate_totp"),
    path("second-step/app/remove/", second_step.RemoveAuthenticator.as_view(), name="mfa_deactivate_totp"),
    path("second-step/passkeys/", second_step.PasskeyList.as_view(), name="mfa_list_webauthn"),
    path("second-step/passkeys/add/", second_step.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-step/passkeys/<int:pk>/", second_step.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        "second-step/passkeys/<int:pk>/remove/",
        second_step.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("second-step/codes/", second_step.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new/", second_step.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("", include((_own_patterns, "staff"))),
]
