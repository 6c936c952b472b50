export { createServer, type ServerInput } from './createServer.ts';
export {
  type Authenticate,
  type AuthenticatorInput,
  authenticator,
  type Caller,
  requireCaller,
} from './accounts/authenticator.ts';
export { statusOf } from './accounts/domainAnswers.ts';
export { type AccountServices, registerAccounts } from './accounts/registerAccounts.ts';
