// The page "Login" of NetXD's admin user service.

import { randomUUID } from "node:crypto";
import { accounts, application, normalized, serve, sign, verified } from "./backend.js";

const LOGIN = "/rpc/admin/UserService/GetToken";
const LIFETIME = 2 * 3600;
const ISSUER = "jwt-auth";

// Users log in with either.
const byName = new Map(
  accounts.flatMap((account) =>
    [account.name, account.profile.email].filter(Boolean).map((name) => [normalized(name), account]),
  ),
);

const lastLogins = new Map();

function claims({ id, name, profile }, exp) {
  return {
    Scope: profile.type,
    UserID: String(id),
    LegalRepID: "",
    CustomerID: "",
    UserEmail: profile.email ?? "",
    TokenID: "",
    UserName: name,
    CustomerName: "",
    Jti: randomUUID().replaceAll("-", ""),
    Key: "",
    Roles: profile.roles.map((role) => ({ name: "PL", role })),
    exp,
    iss: ISSUER,
    sub: "User",
    TokenEnabled: false,
    VendorID: "",
    BankName: "",
    BankID: "",
  };
}

const app = application({
  loginPath: LOGIN,
  nameMember: "emailid",
  change: ({ authResponse }) => {
    authResponse.expirationTime = String(authResponse.expirationTime);
  },
});

const refuse = (res, status, code, message, more) => res.status(status).json({ error: { code, message, ...more } });

app.post(LOGIN, async (req, res) => {
  const given = req.body ?? {};
  const missing = ["emailid", "password", "deviceID"].filter((name) => typeof given[name] !== "string" || !given[name]);
  if (missing.length > 0) {
    const errors = Object.fromEntries(missing.map((name) => [name, [`The ${name} field is required.`]]));
    return refuse(res, 422, "VALIDATION_FAILED", "Validation failed", { errors });
  }
  const account = await verified(byName.get(normalized(given.emailid)), given.password);
  if (!account) {
    return refuse(res, 401, "INVALID_CREDENTIALS", "Invalid credentials");
  }
  if (account.disabled) {
    return refuse(res, 403, "ACCOUNT_DISABLED", "Your account is disabled. Please contact support.");
  }
  const expirationTime = Math.floor(Date.now() / 1000) + LIFETIME;
  const last = lastLogins.get(account) ?? { time: "", ip: "" };
  lastLogins.set(account, { time: new Date().toISOString(), ip: req.ip });
  res.json({
    authResponse: {
      userName: account.name,
      // The page's token has no `iat`.
      JWT: sign(claims(account, expirationTime), { noTimestamp: true }),
      expirationTime,
      qrToken: "Ledger:None",
      ip: req.ip,
      type: account.profile.type,
      lastLoginTime: last.time,
      lastLoginIp: last.ip,
      otpEnabled: false,
    },
    userRoles: account.profile.roles.join(","),
  });
});

app.use((req, res) => refuse(res, 404, "NOT_FOUND", "Not found"));

// Express knows an error handler by its four parameters.
app.use((error, req, res, next) => {
  const [status, code] = error.status === 400 ? [400, "MALFORMED_REQUEST"] : [500, "INTERNAL"];
  refuse(res, status, code, error.message);
});

serve(app);
