// The page "Authentication" of Babel Licensing Service's management API. Paths are found in any case, as in ASP.NET.

import { randomUUID } from "node:crypto";
import { accounts, application, bearer, end, normalized, serve, sign, verified } from "./backend.js";

const LOGIN = "/v1/auth/login";
const LIFETIME = 30 * 60;
const ISSUER = "https://licensing.example";

const OWN = [
  ...["title", "firstName", "lastName", "department", "birthDate", "phoneNumber", "mobile", "image", "address"],
  ...["postalCode", "region", "city", "country", "countryCode", "lastDismissMessages", "settings"],
];
const OTHERS = ["id", "userName", "email", "createdAt", "updatedAt", "lastLogIn", "rank", "notes", "customerId"];
const EMPTY = Object.fromEntries([...OTHERS, ...OWN].map((member) => [member, null]));

const users = accounts.map(({ name, profile, ...account }) => ({
  ...account,
  user: { ...EMPTY, rank: 0, roles: [], apiKeys: [], settings: [], ...profile, userName: name },
}));
const byName = new Map(users.map((one) => [normalized(one.user.userName), one]));
const byId = new Map(users.map((one) => [one.user.id, one]));
const byKey = new Map(users.flatMap((one) => one.user.apiKeys.map(({ key }) => [key, one])));

const app = application({
  loginPath: LOGIN,
  nameMember: "username",
  types: ["application/json", "text/json", "application/*+json"],
  change: (answer) => {
    answer.expires_in = answer.expiresIn;
    delete answer.expiresIn;
  },
});

const refuse = (res, status, code, message, more) =>
  res.status(status).json({ success: false, code, message, ...more });
const done = (res, message, more) => res.json({ success: true, code: 0, message, ...more });

// Either credential is enough. Where both are sent, both must be good.
app.use("/v1/auth", (req, res, next) => {
  const key = req.get("x-api-key");
  const claims = req.get("authorization") ? bearer(req, ISSUER) : undefined;
  if (key !== undefined && !byKey.has(key)) {
    return refuse(res, 401, 1201, "Invalid API key");
  }
  if (claims === null || (claims === undefined && key === undefined)) {
    return refuse(res, 401, 1200, "Unauthenticated");
  }
  req.claims = claims;
  req.user = claims ? byId.get(claims.nameid) : byKey.get(key);
  if (!req.user || req.user.disabled) {
    return refuse(res, 401, 1200, "Unauthenticated");
  }
  next();
});

app.post(LOGIN, async (req, res) => {
  const given = req.body ?? {};
  const missing = ["username", "password"].filter((name) => typeof given[name] !== "string" || !given[name]);
  if (missing.length > 0) {
    const errors = Object.fromEntries(missing.map((name) => [name, [`The ${name} field is required.`]]));
    return refuse(res, 422, 1003, "Validation failed", { errors });
  }
  const found = await verified(byName.get(normalized(given.username)), given.password);
  if (!found) {
    return refuse(res, 401, 1100, "Invalid username or password");
  }
  if (found.disabled) {
    return refuse(res, 403, 1101, "Your account is disabled. Please contact support.");
  }
  const { id, userName, email, roles } = found.user;
  const standard = { expiresIn: LIFETIME, issuer: ISSUER, audience: ISSUER, jwtid: randomUUID() };
  // Claims by the short names that ASP.NET gives them.
  const token = sign({ nameid: id, unique_name: userName, email, role: roles }, standard);
  found.user.lastLogIn = new Date().toISOString();
  done(res, "Login successful", { token, expiresIn: LIFETIME });
});

app.get("/v1/auth/user", (req, res) => done(res, "OK", { user: req.user.user }));

app.post("/v1/auth/user", (req, res) => {
  const changes = Object.entries(req.body?.user ?? {}).filter(([member]) => OWN.includes(member));
  Object.assign(req.user.user, Object.fromEntries(changes), { updatedAt: new Date().toISOString() });
  done(res, "User updated", { user: req.user.user });
});

app.post("/v1/auth/logout", (req, res) => {
  if (req.claims) {
    end(req.claims);
  }
  done(res, "Logout successful");
});

app.use((req, res) => refuse(res, 404, 1404, "Not found"));

// Express knows an error handler by its four parameters.
app.use((error, req, res, next) => {
  const [status, code] = error.status === 400 ? [400, 1000] : [500, 1500];
  refuse(res, status, code, error.message);
});

serve(app);
