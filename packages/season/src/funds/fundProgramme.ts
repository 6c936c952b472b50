import type { FundTerms, Product } from '@robata/fund';
import { amount, decimal12 } from '@robata/ledger';
import type { FundCosts } from '@robata/tournament';

/** A product that a season runs. Its limits follow from its kind and the tournament's own optimizer settings. */
export interface ProductPlan {
  /** Its id: letters, digits, - and _. */
  readonly product: string;
  readonly kind: Product;
  readonly title: string;
  /** Of `higher_risk`: times the gross of the market-neutral book. */
  readonly leverage?: number;
  /** Of `managed_account`: sectors that the client will not hold. */
  readonly excludedSectors?: readonly string[];
  /** A year, and of the gain above the high-water mark; decimals. */
  readonly managementFee: string;
  readonly performanceFee: string;
}

/** Money of nobody that comes and goes, so that dealing, fees and capital accounts are at work in a season without investors. */
export interface PaperInvestment {
  /** Trading days after the opening. */
  readonly afterDays: number;
  readonly investor: string;
  readonly kind: 'subscription' | 'redemption';
  /** Null: everything. */
  readonly amount: string | null;
}

/** Which products trade the meta model, at what cost and for whom. */
export interface FundProgramme {
  readonly currency: string;
  readonly products: readonly ProductPlan[];
  readonly costs: Omit<FundCosts, 'linear'>;
  readonly dealing: Omit<FundTerms['dealing'], 'minimumFirst' | 'minimumFurther' | 'minimumHolding'>;
  /** What the house brings into each product when it opens. */
  readonly house: string;
  readonly paper: readonly PaperInvestment[];
}

/** The house's own capital, and names of investors who are nobody, begin so. */
export const HOUSE = 'house';

const product = (
  product: string,
  kind: Product,
  title: string,
  [managementFee, performanceFee]: readonly [string, string],
  rest: Partial<ProductPlan> = {},
): ProductPlan => ({ product, kind, title, managementFee, performanceFee, ...rest });

/** Five products of one meta model. Cash earns nothing: no rate of a central bank is among the data. */
export const fiveProducts: FundProgramme = {
  currency: 'USD',
  products: [
    product('market_neutral', 'market_neutral', 'Market neutral', ['0.015', '0.15']),
    product('higher_risk', 'higher_risk', 'Higher risk', ['0.02', '0.2'], { leverage: 3 }),
    product('long_only', 'long_only', 'Long only', ['0.0075', '0']),
    product('portable_alpha', 'portable_alpha', 'Portable alpha', ['0.01', '0.1']),
    product('managed_account', 'managed_account', 'Managed account without energy', ['0.01', '0.1'], {
      excludedSectors: ['Energy'],
    }),
  ],
  costs: { impact: 1, borrowPerYear: 0.005, creditPerYear: 0, debitPerYear: 0.05, dayCount: 360 },
  dealing: { dealing: 'month', subscriptionNoticeDays: 0, redemptionNoticeDays: 30 },
  house: '10000000',
  paper: [
    { afterDays: 30, investor: 'paper-1', kind: 'subscription', amount: '3000000' },
    { afterDays: 75, investor: 'paper-2', kind: 'subscription', amount: '1500000' },
    { afterDays: 150, investor: 'paper-1', kind: 'redemption', amount: '1000000' },
    { afterDays: 240, investor: 'paper-2', kind: 'subscription', amount: '500000' },
    { afterDays: 400, investor: 'paper-2', kind: 'redemption', amount: null },
    { afterDays: 600, investor: 'paper-3', kind: 'subscription', amount: '2000000' },
  ],
};

/** What the investors of a product agree to. */
export const termsOf = (plan: ProductPlan, { currency, dealing }: FundProgramme): FundTerms => ({
  fund: plan.product,
  currency,
  fees: {
    managementPerYear: decimal12(plan.managementFee),
    performanceShare: decimal12(plan.performanceFee),
    crystallises: 'year',
    dayCount: 365,
  },
  dealing: {
    ...dealing,
    minimumFirst: amount('100000'),
    minimumFurther: amount('10000'),
    minimumHolding: amount('50000'),
  },
});
