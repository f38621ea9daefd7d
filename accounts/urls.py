"""The addresses of an account."""

from django.urls import path

from accounts.views import confirming, keys, password_reset, profile, signing_in

app_name = "accounts"

urlpatterns = [
    path("register/", signing_in.RegisterView.as_view(), name="register"),
    path("login/", signing_in.LoginView.as_view(), name="login"),
    path("logout/", signing_in.LogoutView.as_view(), name="logout"),
    path("profile/", profile.profile, name="profile"),
    path("profile/password/", profile.password_change, name="password_change"),
    path("profile/keys/<uuid:key>/revoke/", keys.revoke, name="revoke_key"),
    path("confirm/", confirming.send, name="confirmation_send"),
    path("confirm/done/", confirming.confirmed, name="confirmed"),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("password-reset/", password_reset.PasswordResetView.as_view(), name="password_reset"),
    path(
        "password-reset/sent/",
        password_reset.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "password-reset/done/",
        password_reset.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path(
        "password-reset/<uidb64>/<token>/",
        password_reset.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
]
