"""Addresses of this app. Those that improve on a page of allauth stand before it, at the same place."""

from django.urls import path

from accounts.views import agreement, becoming, entrance, factors, late, settings, visits, ways_back

app_name = "accounts"
urlpatterns = [
    path("account/signup/", entrance.SignUp.as_view()),
    path("account/signup/passkey/", entrance.SignUpByPasskey.as_view()),
    path("account/password/set/", entrance.SetPassword.as_view()),
    path("account/2fa/webauthn/signup/", factors.FirstPasskey.as_view()),
    path("account/2fa/totp/activate/", factors.SetUpApp.as_view()),
    path("account/2fa/totp/deactivate/", factors.TakeAppAway.as_view()),
    path("account/2fa/recovery-codes/", factors.ShowCodes.as_view()),
    path("account/2fa/recovery-codes/generate/", factors.MakeCodes.as_view()),
    path("account/2fa/recovery-codes/download/", factors.KeepCodes.as_view()),
    path("account/2fa/webauthn/", factors.list_passkeys),
    path("account/2fa/webauthn/add/", factors.AddPasskey.as_view()),
    path("account/2fa/webauthn/login/", factors.SignInWithPasskey.as_view()),
    path("account/2fa/webauthn/reauthenticate/", factors.PasskeyAgain.as_view()),
    path("account/2fa/webauthn/keys/<path:numbered>", factors.not_by_number),
    path("account/2fa/passkeys/<uuid:key>/name/", factors.RenamePasskey.as_view(), name="rename_passkey"),
    path("account/2fa/passkeys/<uuid:key>/remove/", factors.TakePasskeyAway.as_view(), name="remove_passkey"),
    path("settings/", settings.show_settings, name="settings"),
    path("settings/save/", settings.save_settings, name="save_settings"),
    path("settings/agreement/", agreement.agreement, name="agreement"),
    path("settings/unsaved/", late.late, name="late"),
    path("settings/unsaved/drop/", late.drop_late, name="drop_late"),
    path("settings/visits/", visits.visits, name="visits"),
    path("settings/visits/end-others/", visits.end_other_visits, name="end_other_visits"),
    path("settings/visits/stay/", visits.stay, name="stay"),
    path("settings/visits/<slug:key>/end/", visits.end_visit, name="end_visit"),
    path("account/lost/", ways_back.lost, name="lost_step"),
    path("account/keep/<slug:token>/", ways_back.stop, name="stop_reset"),
    path("settings/profession/", becoming.clinician, name="clinician"),
    path("settings/profession/take-back/", becoming.withdraw, name="withdraw_clinician"),
    path("settings/second-step/keep/", ways_back.keep, name="keep_second_step"),
    path("settings/second-step/", factors.second_step, name="second_step"),
]
