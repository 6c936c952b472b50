const FUND_NAMES = /\b(?:funds?|municipal|closed[- ]end|term trust)\b/i;
/** Fund houses whose listed trusts are closed-end funds. */
const FUND_HOUSES = /^(?:blackrock|eaton vance|gabelli|nuveen|pimco|royce)\b.*\b(?:trust|beneficial interest)/i;
const FUND_INDUSTRY = /^trusts except /i;

/**
 * Is this a closed-end fund or the like, by its name and industry? The word "trust" alone says nothing: most trusts on the
 * list are real-estate companies. Missing labels say no.
 */
export function isFund(name: string | null, industry: string | null): boolean {
  return FUND_NAMES.test(name ?? '') || FUND_HOUSES.test(name ?? '') || FUND_INDUSTRY.test(industry ?? '');
}
