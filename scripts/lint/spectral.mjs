// The rules of Spectral: all its OpenAPI rules and all OWASP rules, except for those below. Every exception has its
// reason and is as narrow as possible. `scripts/spec-lint` fails on any finding, warnings included.

import { oas } from "@stoplight/spectral-rulesets";
import owasp from "@stoplight/spectral-owasp-ruleset";

/** An OWASP rule that looks at other places than it does by itself. */
const at = (name, given) => ({ ...owasp.rules[name], given });

// Limits are for input. An invented limit for output would make generated clients refuse valid responses.
const sent = (condition) => [
  `$.paths[*][*].requestBody.content[*].schema..[?(@ && ${condition})]`,
  `$.paths[*][*].parameters[?(@.schema && ${condition.replaceAll("@.", "@.schema.")})].schema`,
];
const texts = "@.type=='string'";
// The format of a date and time limits its length.
const freeTexts = `${texts} && @.format!='date-time'`;
// The format of a long integer limits it, and no limit can be written exactly where numbers are doubles.
const integers = "@.type=='integer' && @.format!='int64'";
const withBody = "$.paths[*][?(@ && @.requestBody)].responses";
const withCredential = "$.paths[*][?(@ && @.security && @.security.length > 0)].responses";

/** A place in a document, and the same place in the combined one, in both versions of OpenAPI. */
const everywhere = (name, pointer, combined = pointer) =>
  ["", "3.1/"].flatMap((version) => [
    `../../openapi/${version}${name}.json#${pointer}`,
    `../../openapi/${version}latchkey.json#${combined}`,
  ]);

export default {
  extends: [
    [oas, "recommended"],
    [owasp, "all"],
  ],
  rules: {
    // The contact is the operator of a server, whom the document does not know.
    "info-contact": "off",
    // A document is served at any number of URLs. Only their operators know which of them are internal.
    "owasp:api9:2023-inventory-access": "off",
    // Operators configure the allowed origins, by default none, and only those get the header.
    "owasp:api8:2023-define-cors-origin": "off",
    // The number of remaining attempts is secret, so only a 429 has a header: Retry-After.
    "owasp:api4:2023-rate-limit": "off",
    // Only failed logins are limited. The tests of the documents check that those operations document their 429.
    "owasp:api4:2023-rate-limit-responses-429": "off",
    // `errors` maps fields to messages. Its members are the client's own, so they cannot be listed.
    "owasp:api3:2023-no-additionalProperties": "off",
    "owasp:api3:2023-constrained-additionalProperties": "off",

    // `admin` counts accounts, as the operator's other systems do. To guess a number is of no use: each request is
    // authorized for the account that it names, and one outside of what the caller sees answers like none.
    "owasp:api1:2023-no-numeric-ids": at(
      "owasp:api1:2023-no-numeric-ids",
      "$.paths[?(!@property.startsWith('/admin/'))][*].parameters[?(@ && @.name.match(/^id$|(_id|Id|-id)$/))].schema",
    ),

    "owasp:api4:2023-array-limit": at("owasp:api4:2023-array-limit", sent("@.type=='array'")),
    // The one is for OpenAPI 3.1, the other for 3.0.
    "owasp:api4:2023-integer-limit": at("owasp:api4:2023-integer-limit", sent(integers)),
    "owasp:api4:2023-integer-limit-legacy": at("owasp:api4:2023-integer-limit-legacy", sent(integers)),
    "owasp:api4:2023-string-limit": at("owasp:api4:2023-string-limit", sent(freeTexts)),
    "owasp:api4:2023-string-restricted": at("owasp:api4:2023-string-restricted", sent(texts)),
    // An operation without a body and parameters has no invalid input.
    "owasp:api8:2023-define-error-validation": at("owasp:api8:2023-define-error-validation", withBody),
    // Where no credentials are required, none can be missing.
    "owasp:api8:2023-define-error-responses-401": at("owasp:api8:2023-define-error-responses-401", withCredential),
  },
  overrides: [
    {
      // A login returns credentials. Failed logins are limited by account, login source and network.
      files: [
        ["ispcrm", "/paths/~1api~1v1~1subscriber~1Login"],
        ["netxd", "/paths/~1rpc~1admin~1UserService~1GetToken"],
        ["staff", "/paths/~1api~1v1~1auth~1login"],
        ["subscriber", "/paths/~1api~1v1~1subscriber~1login"],
      ].flatMap((place) => everywhere(...place)),
      rules: { "owasp:api2:2023-write-restricted": "off" },
    },
    {
      // RFC 8414 section 3, RFC 7517: the metadata and the keys are public.
      files: ["oauth-authorization-server", "jwks.json"].flatMap((name) =>
        everywhere("oauth", `/paths/~1.well-known~1${name}`),
      ),
      rules: { "owasp:api2:2023-read-restricted": "off" },
    },
    {
      // RFC 6749 section 2.3.1: OAuth libraries authenticate a client by HTTP Basic. The password is a client secret
      // of 238 random bits, and other methods are supported, too.
      files: everywhere("oauth", "/components/securitySchemes/Basic", "/components/securitySchemes/OauthBasic"),
      rules: { "owasp:api2:2023-no-http-basic": "off" },
    },
    {
      // The vendor documents it, and it is ignored. A limit would refuse requests that work today.
      files: everywhere("management", "/paths/~1v1~1auth~1user/get/parameters"),
      rules: { "owasp:api4:2023-string-limit": "off", "owasp:api4:2023-string-restricted": "off" },
    },
    {
      // RFC 7009 section 2.1: an unknown hint is ignored, so it may be anything.
      files: everywhere(
        "oauth",
        "/components/schemas/TokenRequest/properties/token_type_hint",
        "/components/schemas/OauthTokenRequest/properties/token_type_hint",
      ),
      rules: { "owasp:api4:2023-string-restricted": "off" },
    },
  ],
};
