"""allauth's forms with what the house adds to them. Failures are counted in the database, where all processes see it."""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext as _

from bihuan.platform import limits

CODES = limits.Limit("second-step", times=5, seconds=900)
PASSWORDS = limits.Limit("old-password", times=5, seconds=900)


def guarded(limit: limits.Limit, account: int, check: Any) -> Any:
    """Run a form's check; after too many failures of an account it is not even tried.

    A try counts before it is checked, or many at once would all be let through.
    """
    origin = str(account)
    if limits.count(limit, origin) > limit.times:
        raise forms.ValidationError(limits.too_often(limit).text(_))
    value = check()
    limits.forget(limit, origin)
    return value


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    def clean_oldpassword(self) -> str:
        return str(guarded(PASSWORDS, self.user.pk, super().clean_oldpassword))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("新密码不能和现在的一样。"))
        return cleaned


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    def clean_code(self) -> str:
        return str(guarded(CODES, self.user.pk, super().clean_code))


class SecondStepAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    def clean_code(self) -> str:
        return str(guarded(CODES, self.user.pk, super().clean_code))


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    def clean_code(self) -> str:
        return str(guarded(CODES, self.user.pk, super().clean_code))
