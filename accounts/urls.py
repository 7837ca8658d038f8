"""Addresses of this app. Those that improve on a page of allauth stand before it, at the same place."""

from django.urls import path

from accounts.views import becoming, entrance, factors, settings, ways_back

app_name = "accounts"
urlpatterns = [
    path("account/signup/", entrance.SignUp.as_view()),
    path("account/2fa/totp/activate/", factors.SetUpApp.as_view()),
    path("account/2fa/totp/deactivate/", factors.TakeAppAway.as_view()),
    path("account/2fa/recovery-codes/", factors.ShowCodes.as_view()),
    path("account/2fa/recovery-codes/generate/", factors.MakeCodes.as_view()),
    path("account/2fa/recovery-codes/download/", factors.KeepCodes.as_view()),
    path("account/2fa/webauthn/", factors.list_passkeys),
    path("account/2fa/webauthn/add/", factors.AddPasskey.as_view()),
    path("account/2fa/webauthn/login/", factors.SignInWithPasskey.as_view()),
    path("account/2fa/webauthn/reauthenticate/", factors.PasskeyAgain.as_view()),
    path("account/2fa/webauthn/keys/<int:pk>/edit/", factors.RenamePasskey.as_view()),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", factors.TakePasskeyAway.as_view()),
    path("settings/", settings.show_settings, name="settings"),
    path("settings/save/", settings.save_settings, name="save_settings"),
    path("account/lost/", ways_back.lost, name="lost_step"),
    path("account/keep/<slug:token>/", ways_back.stop, name="stop_reset"),
    path("settings/profession/", becoming.clinician, name="clinician"),
    path("settings/profession/take-back/", becoming.withdraw, name="withdraw_clinician"),
    path("settings/second-step/keep/", ways_back.keep, name="keep_second_step"),
    path("settings/second-step/", factors.second_step, name="second_step"),
]
