// What Spectral asks of the documents: its OpenAPI rules and the OWASP rules, all of them, but for what is listed here.
// Every exception has its reason, and is as narrow as the rule can be made. `scripts/spec-lint` fails on any finding,
// warnings included.

import { oas } from "@stoplight/spectral-rulesets";
import owasp from "@stoplight/spectral-owasp-ruleset";

/** An OWASP rule that looks at other places than it does by itself. */
const at = (name, given) => ({ ...owasp.rules[name], given });

// Limits are for what a server takes in. How long its own answers get is not the reader's to limit, and a limit that
// is invented for the document's sake would make generated clients refuse good answers.
const sent = (condition) => [
  `$.paths[*][*].requestBody.content[*].schema..[?(@ && ${condition})]`,
  `$.paths[*][*].parameters[?(@.schema && ${condition.replaceAll("@.", "@.schema.")})].schema`,
];
const texts = "@.type=='string'";
// A date and time is as long as its form.
const freeTexts = `${texts} && @.format!='date-time'`;
const withBody = "$.paths[*][?(@ && @.requestBody)].responses";
const withCredential = "$.paths[*][?(@ && @.security && @.security.length > 0)].responses";

export default {
  extends: [
    [oas, "recommended"],
    [owasp, "all"],
  ],
  rules: {
    // Whom to turn to is whoever runs the server that a document comes from, and the document does not know them.
    "info-contact": "off",
    // One document is served at any number of addresses. Which of them are internal, their operators know.
    "owasp:api9:2023-inventory-access": "off",
    // Operators name the web pages that may call an API, by default none, and only those see the header.
    "owasp:api8:2023-define-cors-origin": "off",
    // How many guesses are left is nobody's business but the owner's, so only a 429 has a header: Retry-After.
    "owasp:api4:2023-rate-limit": "off",
    // What is limited are guesses at passwords; the operations that can be guessed at document their 429, as the tests
    // of the documents see to. Nothing else is counted.
    "owasp:api4:2023-rate-limit-responses-429": "off",
    // `errors` is a map from fields to sentences: its members are what the client sent, so they cannot be listed.
    "owasp:api3:2023-no-additionalProperties": "off",
    "owasp:api3:2023-constrained-additionalProperties": "off",

    "owasp:api4:2023-array-limit": at("owasp:api4:2023-array-limit", sent("@.type=='array'")),
    "owasp:api4:2023-integer-limit-legacy": at("owasp:api4:2023-integer-limit-legacy", sent("@.type=='integer'")),
    "owasp:api4:2023-string-limit": at("owasp:api4:2023-string-limit", sent(freeTexts)),
    "owasp:api4:2023-string-restricted": at("owasp:api4:2023-string-restricted", sent(texts)),
    // An operation without a body and with no parameter that is looked at has nothing that could be invalid.
    "owasp:api8:2023-define-error-validation": at("owasp:api8:2023-define-error-validation", withBody),
    // Where no credential is asked for, none can be missing.
    "owasp:api8:2023-define-error-responses-401": at("owasp:api8:2023-define-error-responses-401", withCredential),
  },
  overrides: [
    {
      // Logging in is how one gets a credential. Guesses are limited by account, place and network.
      files: [
        "ispcrm.json#/paths/~1api~1v1~1subscriber~1Login",
        "netxd.json#/paths/~1rpc~1admin~1UserService~1GetToken",
        "staff.json#/paths/~1api~1v1~1auth~1login",
        "subscriber.json#/paths/~1api~1v1~1subscriber~1login",
      ].map((file) => `../../openapi/${file}`),
      rules: { "owasp:api2:2023-write-restricted": "off" },
    },
    {
      // RFC 8414 section 3: the metadata is for everybody.
      files: ["../../openapi/oauth.json#/paths/~1.well-known~1oauth-authorization-server"],
      rules: { "owasp:api2:2023-read-restricted": "off" },
    },
    {
      // RFC 6749 section 2.3.1: OAuth libraries authenticate a client by HTTP Basic. The password is a client secret
      // of 238 random bits, and any other way in is open too.
      files: ["../../openapi/oauth.json#/components/securitySchemes/Basic"],
      rules: { "owasp:api2:2023-no-http-basic": "off" },
    },
    {
      // Listed by the vendor and ignored, whatever its content: to limit it would refuse requests that work today.
      files: ["../../openapi/management.json#/paths/~1v1~1auth~1user/get/parameters"],
      rules: { "owasp:api4:2023-string-limit": "off", "owasp:api4:2023-string-restricted": "off" },
    },
    {
      // RFC 7009 section 2.1: a hint that is not understood is ignored, so it may be anything.
      files: ["../../openapi/oauth.json#/components/schemas/TokenRequest/properties/token_type_hint"],
      rules: { "owasp:api4:2023-string-restricted": "off" },
    },
  ],
};
