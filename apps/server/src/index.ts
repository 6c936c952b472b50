export { type ChainSettings, chainSettings } from './chain/chainSettings.ts';
export type { DeployedVault, VaultDeployment } from './chain/deployVault.ts';
export { createServer, type ServerInput } from './createServer.ts';
export { metaModelDelay } from './metaModel/metaModelDelay.ts';
export { type FundVisibility, fundVisibility } from './fund/fundAccess.ts';
export { trustedProxies } from './operations/trustedProxies.ts';
export {
  type Authenticate,
  type AuthenticatorInput,
  authenticator,
  type Caller,
  requireCaller,
} from './accounts/authenticator.ts';
export { statusOf } from './accounts/domainAnswers.ts';
export { type AccountServices, registerAccounts } from './accounts/registerAccounts.ts';
export { type SmtpSettings, smtpMailer, smtpSettings } from './mail/smtpMailer.ts';
export { type LogLevel, logging, logLevel } from './operations/logging.ts';
export { type OperationsInput, registerOperations } from './operations/registerOperations.ts';
export { shutDown, type ShutdownStep } from './operations/shutdown.ts';
export { openWork, type Work, type WorkInput } from './services/openWork.ts';
export { ticker, type Ticker } from './services/ticker.ts';
export { openServices, type ServicesInput, type TournamentServices } from './services/openServices.ts';
