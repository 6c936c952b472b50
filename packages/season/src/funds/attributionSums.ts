import type { Attribution, AttributionLine } from '@robata/fund';

type Key = `${AttributionLine['group']}|${string}`;

/** Days of attribution added up as `attribution` adds them, without keeping the days: each counts with the wealth of one unit at its start. */
export class AttributionSums {
  readonly #lines = new Map<Key, number>();
  readonly #sectors = new Map<string, number>();
  #wealth = 1;
  #from = '';
  #to = '';

  /** A day by itself. */
  add(day: Attribution): void {
    this.#from ||= day.from;
    this.#to = day.to;
    for (const { group, name, contribution } of day.lines) {
      const key: Key = `${group}|${name}`;
      this.#lines.set(key, (this.#lines.get(key) ?? 0) + this.#wealth * contribution);
    }
    for (const { name, contribution } of day.sectors) {
      this.#sectors.set(name, (this.#sectors.get(name) ?? 0) + this.#wealth * contribution);
    }
    this.#wealth *= 1 + day.totalReturn;
  }

  sum(): Attribution {
    const sectors = [...this.#sectors].map(([name, contribution]) => ({ name, contribution }));
    return {
      from: this.#from,
      to: this.#to,
      totalReturn: this.#wealth - 1,
      lines: [...this.#lines].map(([key, contribution]): AttributionLine => {
        const cut = key.indexOf('|');
        return { group: key.slice(0, cut) as AttributionLine['group'], name: key.slice(cut + 1), contribution };
      }),
      sectors: sectors.sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }
}
