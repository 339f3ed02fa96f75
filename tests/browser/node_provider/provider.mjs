// A certified OpenID Connect provider that refuses whoever does not use PKCE, and keeps addresses out of its tokens.
import process from "node:process";
import { Provider } from "oidc-provider";

const [port, callback, people] = process.argv.slice(2);
const claimsOf = JSON.parse(people);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "monitor", client_secret: "not very secret", redirect_uris: [callback] }],
  pkce: { required: () => true },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["only for this test"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, subject) =>
    subject in claimsOf
      ? { accountId: subject, claims: () => ({ sub: subject, ...claimsOf[subject] }) }
      : undefined,
});

provider.listen(Number(port), "127.0.0.1");
