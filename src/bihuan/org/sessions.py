"""Sessions in the database, as Django keeps them; the query that every request begins with is compiled once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from bihuan.platform.prepared import Prepared, given_moment, given_word

_LIVE = Prepared(
    lambda: Session.objects.filter(session_key=given_word("key"), expire_date__gt=given_moment("now")).values_list(
        "session_data"
    )
)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = _LIVE.rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(found[0][0])
        return data
