"""What a password must be, beside what Django asks."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """Django's, in the reader's language: its own words for this have no Chinese."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要%(length)s个字符。") % {"length": self.min_length}
