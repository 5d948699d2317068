"""The two requests."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.views import TokenObtainPairView


class Me(APIView):
    """The current user. simplejwt has verified the token and read the user from the database."""

    def get(self, request: Request) -> Response:
        """Returns it."""
        user = request.user
        return Response({"id": user.pk, "name": user.get_full_name(), "email": user.email})


urlpatterns = [path("api/token", TokenObtainPairView.as_view()), path("api/me", Me.as_view())]
