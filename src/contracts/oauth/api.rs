//! The operations.

use poem::Request;
use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::discovery::{KeySet, Metadata};
use super::error::{IntrospectErrors, KeySetErrors, MetadataErrors, RevokeErrors};
use super::security::{Client, ClientIfAny};
use super::wire;
use crate::auth::AuthService;
use crate::contracts::ServerInfo;
use crate::contracts::kit::cacheable_json::CacheableJson;
use crate::contracts::kit::form::FormBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::model::ClientInfo;

#[derive(Tags)]
enum Tag {
    /// Token introspection and revocation.
    Tokens,
    /// Server metadata.
    Discovery,
}

/// The operations of this API.
pub struct Api;

#[OpenApi]
impl Api {
    /// Get server metadata
    ///
    /// Returns the metadata of this server (RFC 8414).
    #[oai(
        path = "/.well-known/oauth-authorization-server",
        method = "get",
        operation_id = "metadata",
        tag = "Tag::Discovery"
    )]
    async fn metadata(
        &self,
        request: &Request,
        server: Data<&ServerInfo>,
    ) -> Result<CacheableJson<Metadata>, HandlerError<MetadataErrors>> {
        Ok(CacheableJson::new(request, &Metadata::of(&server.address)))
    }

    /// Get the public keys
    ///
    /// Returns the public keys that verify tokens (RFC 7517 section 5). The set is empty when tokens are signed with a
    /// secret. A new key is published before it signs, for longer than the response may be cached; a service that meets
    /// an unknown `kid` should still fetch the set again.
    #[oai(
        path = "/.well-known/jwks.json",
        method = "get",
        operation_id = "jwks",
        tag = "Tag::Discovery"
    )]
    async fn jwks(
        &self,
        request: &Request,
        auth: Data<&AuthService>,
    ) -> Result<CacheableJson<KeySet>, HandlerError<KeySetErrors>> {
        let keys = auth.public_keys().await?;
        Ok(CacheableJson::new(request, &KeySet::of(keys)))
    }

    /// Introspect a token
    ///
    /// Returns whether a bearer token of either realm is active, and its account (RFC 7662). The response is the same
    /// for a token that is forged, expired, spent, of an ended session, or not a token at all. Introspection does not
    /// count as use of the session. The API key needs the Read permission.
    #[oai(
        path = "/oauth/introspect",
        method = "post",
        operation_id = "introspect",
        tag = "Tag::Tokens"
    )]
    async fn introspect(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        client: Client,
        body: FormBody<wire::TokenRequest>,
    ) -> Result<JsonResponse<wire::IntrospectionResponse>, HandlerError<IntrospectErrors>> {
        let found = auth
            .introspect(&client.0, &body.value.into_token()?, &client_info)
            .await?;
        Ok(JsonResponse(found.into()))
    }

    /// Revoke a token
    ///
    /// Ends the session of a bearer token, and with it every token of that session (RFC 7009). The token may be expired
    /// or spent, as long as its session is open. An invalid token counts as revoked. The holder of a token may always
    /// revoke it, so no credential is required; one that is sent must be valid.
    #[oai(
        path = "/oauth/revoke",
        method = "post",
        operation_id = "revoke",
        tag = "Tag::Tokens"
    )]
    async fn revoke(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        _client: ClientIfAny,
        body: FormBody<wire::TokenRequest>,
    ) -> Result<JsonResponse<wire::RevocationResponse>, HandlerError<RevokeErrors>> {
        auth.revoke(&body.value.into_token()?, &client_info).await?;
        Ok(JsonResponse(wire::RevocationResponse::done()))
    }
}
