"""A service reads the metadata, introspects a token, revokes it, and introspects it again."""

import latchkey_staff
from checks import refused, same
from latchkey_oauth import (
    ApiClient,
    Configuration,
    DiscoveryApi,
    ErrorResponse,
    IntrospectionResponse,
    TokensApi,
)
from latchkey_oauth.exceptions import UnauthorizedException

API_KEY = "api_demo00000000000000000000"
CLIENT_SECRET = "cs_demo" + 36 * "0"


def story(server: str) -> None:
    """Runs the story."""
    anonymous = ApiClient(Configuration(host=server))
    service = TokensApi(ApiClient(Configuration(host=server, api_key={"ApiKey": API_KEY})))

    metadata = DiscoveryApi(anonymous).metadata()
    found = (metadata.issuer, metadata.introspection_endpoint, metadata.revocation_endpoint)
    same(found, (server, f"{server}/oauth/introspect", f"{server}/oauth/revoke"))

    staff = latchkey_staff.AuthenticationApi(latchkey_staff.ApiClient(latchkey_staff.Configuration(host=server)))
    credentials = latchkey_staff.LoginRequest(email="admin@example.com", password="your-password")
    token = staff.login(credentials).data.token
    good = service.introspect(token)
    found = (good.active, good.username, good.aud, good.client_id, good.token_type)
    same(found, (True, "admin", "users", "staff", "Bearer"))

    library = TokensApi(ApiClient(Configuration(host=server, username=API_KEY, password=CLIENT_SECRET)))
    same(library.introspect(token), good)

    TokensApi(anonymous).revoke(token)
    same(service.introspect(token), IntrospectionResponse(active=False))

    stranger = TokensApi(ApiClient(Configuration(host=server, api_key={"ApiKey": "api_wrong"})))
    refusal = refused(UnauthorizedException, stranger.introspect, token)
    expected = ErrorResponse(error="invalid_client", error_description="The API key is not valid.")
    same((refusal.status, refusal.data), (401, expected))
