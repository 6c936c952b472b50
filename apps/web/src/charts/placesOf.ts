const MOST_PLACES = 8;

/** How many places after the point the multiples of a step need: .025 needs three. */
export function placesOf(step: number): number {
  for (let places = 0; places < MOST_PLACES; places++) {
    const scaled = step * 10 ** places;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return places;
  }
  return MOST_PLACES;
}
