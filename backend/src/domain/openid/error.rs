//! The errors of OAuth 2.0 and OpenID Connect, by the names of their specifications.

/// An error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// A parameter is missing, doubled or malformed.
    InvalidRequest,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// The person or the rules refused.
    AccessDenied,
    /// Only `code` is supported.
    UnsupportedResponseType,
    /// The client may not ask for this scope.
    InvalidScope,
    /// Nobody is signed in, and no page may be shown.
    LoginRequired,
    /// A page would have to be shown.
    InteractionRequired,
    /// Consent would have to be asked for.
    ConsentRequired,
    /// The person would have to choose an account.
    AccountSelectionRequired,
    /// The person cannot sign in as strongly as asked.
    UnmetAuthenticationRequirements,
    /// The `request_uri` is unknown, used or expired.
    InvalidRequestUri,
    /// The signed request object is not accepted.
    InvalidRequestObject,
    /// Requests by reference have to be pushed.
    RequestUriNotSupported,
    /// The client did not prove who it is.
    InvalidClient,
    /// The code or refresh token is wrong, used, expired or of another client.
    InvalidGrant,
    /// No such grant type.
    UnsupportedGrantType,
    /// Tokens of this kind cannot be revoked.
    UnsupportedTokenType,
    /// The access token is not valid.
    InvalidToken,
    /// The access token allows less.
    InsufficientScope,
    /// The DPoP proof is not accepted.
    InvalidDpopProof,
    /// Our fault.
    ServerError,
    /// Later.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

/// An error with what a developer needs to know about it; the description is ASCII without quotes,
/// as RFC 6749 requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OauthError {
    /// The code.
    pub code: ErrorCode,
    /// For the developer of the client.
    pub description: &'static str,
}

impl OauthError {
    /// An error.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }
}

/// Shortens what is written most.
pub const fn invalid_request(description: &'static str) -> OauthError {
    OauthError::new(ErrorCode::InvalidRequest, description)
}
