"""The two requests."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.views import TokenObtainPairView


class Me(APIView):
    """Who one is. simplejwt has verified the token and read the user from the database by then."""

    def get(self, request: Request) -> Response:
        """Answers with it."""
        user = request.user
        return Response({"id": user.pk, "name": user.get_full_name(), "email": user.email})


urlpatterns = [path("api/token", TokenObtainPairView.as_view()), path("api/me", Me.as_view())]
