/**
 * For tests: identity on a real database with a browser and programs that call its routes as the server would, and a real
 * OpenID provider on loopback. Nothing here runs in the product. Start with `openTestIdentity`.
 */
export { type IssuerBehaviour, startTestIssuer, type TestIssuer } from './oidc-issuer.ts';
export {
  type Browser,
  type Outcome,
  openTestIdentity,
  secretOf,
  type TestIdentity,
  type TestIdentityOptions,
  testPassword,
} from './test-identity.ts';
