// Every stock's best weight at given prices, and what is left open at given weights.
//
// `stocks` points at six 32-bit words: their number (even, padded with stocks whose bounds are 0) and the addresses of curvature q,
// cost c, holdings h, low, high. Sums run in two lanes, over the even and the odd stocks, added at the end.

/**
 * Each stock minimizes ½qw² − pw + λ|w| + (c+τ)|w−h| over low ≤ w ≤ high at p = from − t·e (λ, τ ≥ 0).
 *
 * Writes p, the weights and their codes (bytes; 0: at a kink or bound, else 5 + grossCode·(slope of |w|) + turnoverCode·(slope of
 * |w−h|)), and at `sums` Σ|w|, Σ|w−h|, Σe(w − before), Σ|e·before|.
 */
export function stockStep(
  stocks: i32, from: i32, e: i32, t: f64, lambda: f64, tau: f64, grossCode: f64, turnoverCode: f64,
  before: i32, p: i32, weights: i32, codes: i32, sums: i32,
): void {
  const count = load<i32>(stocks);
  const curvature = load<i32>(stocks, 4);
  const cost = load<i32>(stocks, 8);
  const holdings = load<i32>(stocks, 12);
  const lows = load<i32>(stocks, 16);
  const highs = load<i32>(stocks, 20);
  const signBit = i64x2.splat(<i64>0x8000000000000000);
  const zero = f64x2.splat(0);
  // 2⁵² brings a small whole number into the low bits.
  const codeBase = f64x2.splat(4503599627370496.0 + 5);
  const steps = f64x2.splat(t), l = f64x2.splat(lambda), turnover = f64x2.splat(tau);
  const codeBetween = f64x2.splat(grossCode - turnoverCode);
  const twiceGross = f64x2.splat(2 * grossCode), twiceTurnover = f64x2.splat(2 * turnoverCode);
  let gross = zero, traded = zero, slope = zero, noise = zero;
  for (let i = 0; i < count; i += 2) {
    const at = i << 3;
    const ei = v128.load(e + at);
    const pi = f64x2.sub(v128.load(from + at), f64x2.mul(steps, ei));
    v128.store(p + at, pi);
    const q = v128.load(curvature + at);
    const h = v128.load(holdings + at);
    // Mirrored so that the holding is not negative.
    const mirror = v128.and(f64x2.lt(h, zero), signBit);
    const held = v128.xor(h, mirror);
    const pull = v128.xor(pi, mirror);
    const k = f64x2.add(v128.load(cost + at), turnover);
    const qh = f64x2.mul(q, held);
    const below = f64x2.add(f64x2.add(pull, l), k);
    const inner = f64x2.sub(pull, l);
    const between = f64x2.add(inner, k);
    const above = f64x2.sub(inner, k);
    const isBelow = f64x2.lt(below, zero);
    const isAbove = f64x2.gt(above, qh);
    const isPositive = f64x2.gt(between, zero);
    const isBetween = v128.and(isPositive, f64x2.lt(between, qh));
    // Whichever of the three applies: above ≤ between ≤ below.
    const inside = f64x2.pmax(above, f64x2.pmin(between, qh));
    const numerator = f64x2.pmax(inside, f64x2.pmin(below, zero));
    let isFree = v128.or(isBelow, v128.or(isAbove, isBetween));
    let w = v128.bitselect(f64x2.div(numerator, q), v128.and(held, isPositive), isFree);
    w = v128.xor(w, mirror);
    const low = v128.load(lows + at);
    const high = v128.load(highs + at);
    const isLow = f64x2.le(w, low);
    const isHigh = f64x2.ge(w, high);
    w = f64x2.pmax(f64x2.pmin(w, high), low);
    isFree = v128.andnot(isFree, v128.or(isLow, isHigh));
    v128.store(weights + at, w);
    const slopes = f64x2.sub(f64x2.add(codeBetween, v128.and(twiceTurnover, isAbove)), v128.and(twiceGross, isBelow));
    const code = v128.and(f64x2.add(codeBase, v128.xor(slopes, mirror)), isFree);
    store<u8>(codes + i, <u8>i32x4.extract_lane(code, 0));
    store<u8>(codes + i, <u8>i32x4.extract_lane(code, 2), 1);
    gross = f64x2.add(gross, f64x2.abs(w));
    traded = f64x2.add(traded, f64x2.abs(f64x2.sub(w, h)));
    const wBefore = v128.load(before + at);
    slope = f64x2.add(slope, f64x2.mul(ei, f64x2.sub(w, wBefore)));
    noise = f64x2.add(noise, f64x2.abs(f64x2.mul(ei, wBefore)));
  }
  store<f64>(sums, f64x2.extract_lane(gross, 0) + f64x2.extract_lane(gross, 1));
  store<f64>(sums, f64x2.extract_lane(traded, 0) + f64x2.extract_lane(traded, 1), 8);
  store<f64>(sums, f64x2.extract_lane(slope, 0) + f64x2.extract_lane(slope, 1), 16);
  store<f64>(sums, f64x2.extract_lane(noise, 0) + f64x2.extract_lane(noise, 1), 24);
}

/**
 * What weights leave open at prices λ, τ and charges X'θ: with π = a − qw − charge, at `sums` Σ|w|, Σ|w−h|,
 * Σ((½qw − a)w + c|w−h|), the largest distance of π from the slopes that gross, costs and bounds allow at w (≥ 0), the largest
 * violation of a bound relative to 1 + |bound|, the largest |a|. Where π is not finite anywhere, the distance is NaN.
 */
export function stockResiduals(
  stocks: i32, alpha: i32, charge: i32, weights: i32, lambda: f64, tau: f64, sums: i32,
): void {
  const count = load<i32>(stocks);
  const curvature = load<i32>(stocks, 4);
  const cost = load<i32>(stocks, 8);
  const holdings = load<i32>(stocks, 12);
  const lows = load<i32>(stocks, 16);
  const highs = load<i32>(stocks, 20);
  const signBit = i64x2.splat(<i64>0x8000000000000000);
  const zero = f64x2.splat(0), one = f64x2.splat(1), infinity = f64x2.splat(Infinity);
  const half = f64x2.splat(0.5), l = f64x2.splat(lambda), turnover = f64x2.splat(tau);
  let gross = zero, traded = zero, objective = zero, dual = zero, violation = zero, most = zero, nothing = zero;
  for (let i = 0; i < count; i += 2) {
    const at = i << 3;
    const a = v128.load(alpha + at);
    const w = v128.load(weights + at);
    const q = v128.load(curvature + at);
    const c = v128.load(cost + at);
    const low = v128.load(lows + at);
    const high = v128.load(highs + at);
    const trade = f64x2.sub(w, v128.load(holdings + at));
    const size = f64x2.abs(trade);
    gross = f64x2.add(gross, f64x2.abs(w));
    traded = f64x2.add(traded, size);
    const gain = f64x2.mul(f64x2.sub(f64x2.mul(f64x2.mul(half, q), w), a), w);
    objective = f64x2.add(objective, f64x2.add(gain, f64x2.mul(c, size)));
    most = f64x2.pmax(most, f64x2.abs(a));
    const pi = f64x2.sub(f64x2.sub(a, f64x2.mul(q, w)), v128.load(charge + at));
    // NaN where π is not finite: the maxima would pass over it.
    nothing = f64x2.add(nothing, f64x2.sub(pi, pi));
    const k = f64x2.add(c, turnover);
    const isLow = f64x2.le(w, low);
    const isHigh = f64x2.ge(w, high);
    // Slopes just below and just above w; none beyond a bound.
    let least = f64x2.add(
      v128.xor(l, v128.andnot(signBit, f64x2.gt(w, zero))),
      v128.xor(k, v128.andnot(signBit, f64x2.gt(trade, zero))),
    );
    let highest = f64x2.add(
      v128.xor(l, v128.and(signBit, f64x2.lt(w, zero))),
      v128.xor(k, v128.and(signBit, f64x2.lt(trade, zero))),
    );
    least = v128.bitselect(f64x2.neg(infinity), least, isLow);
    highest = v128.bitselect(infinity, highest, isHigh);
    dual = f64x2.pmax(dual, f64x2.pmax(f64x2.sub(least, pi), f64x2.sub(pi, highest)));
    const isOutside = v128.or(f64x2.lt(w, low), f64x2.gt(w, high));
    if (v128.any_true(isOutside)) {
      const under = f64x2.div(f64x2.sub(low, w), f64x2.add(one, f64x2.abs(low)));
      const over = f64x2.div(f64x2.sub(w, high), f64x2.add(one, f64x2.abs(high)));
      violation = f64x2.pmax(violation, v128.and(v128.bitselect(under, over, f64x2.lt(w, low)), isOutside));
    }
  }
  store<f64>(sums, f64x2.extract_lane(gross, 0) + f64x2.extract_lane(gross, 1));
  store<f64>(sums, f64x2.extract_lane(traded, 0) + f64x2.extract_lane(traded, 1), 8);
  store<f64>(sums, f64x2.extract_lane(objective, 0) + f64x2.extract_lane(objective, 1), 16);
  const largest = max(f64x2.extract_lane(dual, 0), f64x2.extract_lane(dual, 1));
  store<f64>(sums, largest + f64x2.extract_lane(nothing, 0) + f64x2.extract_lane(nothing, 1), 24);
  store<f64>(sums, max(f64x2.extract_lane(violation, 0), f64x2.extract_lane(violation, 1)), 32);
  store<f64>(sums, max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)), 40);
}
