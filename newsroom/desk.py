"""The middleware of people who sign in: a reader's or a partner's request, which knows no person, passes it by."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import Permission
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

DESK = ("/admin/", "/media/")  # a picture that is not public yet is shown to who is signed in


class _AtTheDesk:
    """Placed before one of Django's classes, whose own checks know it by its base."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(DESK):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)


class DeskSessionMiddleware(_AtTheDesk, SessionMiddleware):
    pass


class DeskAuthenticationMiddleware(_AtTheDesk, AuthenticationMiddleware):
    pass


class DeskMessageMiddleware(_AtTheDesk, MessageMiddleware):
    pass


class RightsBackend(ModelBackend):
    """What an account may do, by itself and by its groups, in one query where Django's own backend makes two.

    It signs nobody in. What it found lies where ``ModelBackend``, asked after it, looks first.
    """

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        return None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            own, by_group = rights("user", user_obj.pk), rights("group__user", user_obj.pk)
            user_obj._perm_cache = {f"{app}.{name}" for app, name in own.union(by_group)}
        found: set[str] = user_obj._perm_cache
        return found


def rights(path: str, key: int) -> QuerySet[Any, Any]:
    rows = Permission.objects.filter(**{path: key}).order_by()
    return rows.values_list("content_type__app_label", "codename")
