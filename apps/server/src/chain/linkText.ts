import type { LinkChallenge, VaultChain } from '@robata/tournament/chain';
import { siteText } from './siteText.ts';

/** What a wallet signs to be linked: to which account is in the text, by the name that its owner knows and by the one that never changes. */
export const linkText =
  (identity: VaultChain['identity'], siteUrl: () => string) =>
  (challenge: LinkChallenge): string => {
    const { username, account } = challenge;
    const says = `Link this address to the account ${username} (${account}). It costs nothing and moves nothing.`;
    return siteText({ siteUrl: siteUrl(), path: '/wallet/chain', says, identity, challenge });
  };
