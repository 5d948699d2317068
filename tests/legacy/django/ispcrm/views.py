"""The operations of the page. Its only error is 401, which is for a missing member and a disabled account, too, as
Django's `authenticate` has it."""

import json

from django.contrib.auth import authenticate
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ispcrm import tokens
from ispcrm.models import EndedToken, Subscriber


def refused() -> JsonResponse:
    """What the page says of any refusal."""
    return JsonResponse({"message": "Invalid credentials"}, status=401)


@require_POST
def log_in(request: HttpRequest) -> JsonResponse:
    """Logs a subscriber in."""
    try:
        given = json.loads(request.body)
        username, password = given.get("username"), given.get("password")
    except (ValueError, AttributeError):
        return JsonResponse({"message": "Malformed JSON"}, status=400)
    if not (isinstance(username, str) and isinstance(password, str)):
        return refused()
    subscriber = authenticate(request, username=username.strip(), password=password)
    if not isinstance(subscriber, Subscriber):
        return refused()
    profile = {
        "id": subscriber.pk,
        "customer_id": subscriber.customer_id,
        "username": subscriber.username,
        "firstname": subscriber.first_name,
        "lastname": subscriber.last_name,
    }
    return JsonResponse({"message": "Login successful", "token": tokens.issue(subscriber), "subscriber": profile})


@require_POST
def log_out(request: HttpRequest) -> JsonResponse:
    """Ends the token."""
    claims = tokens.verify(request.headers.get("Authorization", ""))
    if claims is None:
        return refused()
    EndedToken.objects.get_or_create(jti=claims["jti"])
    return JsonResponse({"message": "Logout successful"})
