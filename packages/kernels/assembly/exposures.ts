// Products with a portfolio problem's exposures: dense columns, and dummies (countries, industries) in slots of disjoint
// support. Results are numbered like the problem's limits: 0 gross, 1 turnover, 2 … dense columns, then dummies.
//
// `layout` points at eight 32-bit words: stocks (a multiple of 16, the last ones empty), dense columns, width, slots, and the
// addresses of: panels (16 stocks × dense columns each, stocks running fastest), rows (stock by stock `width` values:
// two zeros, the dense columns, zeros up to a multiple of four), slot limits (32-bit, slot by slot), slot values.
import { listDifferences } from './signals';

// @ts-ignore: decorator
@inline export function stocksOf(layout: i32): i32 { return load<i32>(layout); }
// @ts-ignore: decorator
@inline export function denseOf(layout: i32): i32 { return load<i32>(layout, 4); }
// @ts-ignore: decorator
@inline export function widthOf(layout: i32): i32 { return load<i32>(layout, 8); }
// @ts-ignore: decorator
@inline export function slotsOf(layout: i32): i32 { return load<i32>(layout, 12); }
// @ts-ignore: decorator
@inline export function panelsOf(layout: i32): i32 { return load<i32>(layout, 16); }
// @ts-ignore: decorator
@inline export function rowsOf(layout: i32): i32 { return load<i32>(layout, 20); }
// @ts-ignore: decorator
@inline export function slotLimitsOf(layout: i32): i32 { return load<i32>(layout, 24); }
// @ts-ignore: decorator
@inline export function slotValuesOf(layout: i32): i32 { return load<i32>(layout, 28); }

/** out = X prices, one sum per stock: dense columns in order, then slots in order. Prices 0 and 1 are not looked at. */
export function timesExposures(layout: i32, prices: i32, out: i32): void {
  const stocks = stocksOf(layout);
  const dense = denseOf(layout);
  const slots = slotsOf(layout);
  const slotLimits = slotLimitsOf(layout);
  const slotValues = slotValuesOf(layout);
  const pricesEnd = prices + ((2 + dense) << 3);
  let panel = panelsOf(layout);
  for (let i = 0; i < stocks; i += 16) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    for (let price = prices + 16; price < pricesEnd; price += 8) {
      const x = v128.load_splat<u64>(price);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(panel), x));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(panel, 16), x));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(panel, 32), x));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(panel, 48), x));
      s4 = f64x2.add(s4, f64x2.mul(v128.load(panel, 64), x));
      s5 = f64x2.add(s5, f64x2.mul(v128.load(panel, 80), x));
      s6 = f64x2.add(s6, f64x2.mul(v128.load(panel, 96), x));
      s7 = f64x2.add(s7, f64x2.mul(v128.load(panel, 112), x));
      panel += 128;
    }
    for (let s = 0; s < slots; s++) {
      const l = slotLimits + ((s * stocks + i) << 2);
      const v = slotValues + ((s * stocks + i) << 3);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(v), pair(prices, l)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(v, 16), pair(prices, l + 8)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(v, 32), pair(prices, l + 16)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(v, 48), pair(prices, l + 24)));
      s4 = f64x2.add(s4, f64x2.mul(v128.load(v, 64), pair(prices, l + 32)));
      s5 = f64x2.add(s5, f64x2.mul(v128.load(v, 80), pair(prices, l + 40)));
      s6 = f64x2.add(s6, f64x2.mul(v128.load(v, 96), pair(prices, l + 48)));
      s7 = f64x2.add(s7, f64x2.mul(v128.load(v, 112), pair(prices, l + 56)));
    }
    const to = out + (i << 3);
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
    v128.store(to, s4, 64); v128.store(to, s5, 80); v128.store(to, s6, 96); v128.store(to, s7, 112);
  }
}

/** The prices of two neighbouring stocks' dummies. */
// @ts-ignore: decorator
@inline
function pair(prices: i32, limits: i32): v128 {
  return v128.load64_lane(
    prices + (load<i32>(limits, 4) << 3),
    v128.load64_zero(prices + (load<i32>(limits) << 3)),
    1,
  );
}

/**
 * y += X'(v − before) in order of the stocks, those left out whose value has not changed. y has `width` entries at least; 0 and 1
 * stay as they are. `scratch`: 16 bytes per stock.
 */
export function addExposures(layout: i32, v: i32, before: i32, y: i32, scratch: i32): void {
  const stocks = stocksOf(layout);
  const width = widthOf(layout);
  const rows = rowsOf(layout);
  const slots = slotsOf(layout);
  const slotLimits = slotLimitsOf(layout);
  const slotValues = slotValuesOf(layout);
  const stride = width << 3;
  const end = scratch + (listDifferences(v, before, stocks, scratch) << 4);
  let k = 0;
  for (; k + 12 < width; k += 16) sixteen(rows + (k << 3), stride, y + (k << 3), scratch, end);
  for (; k < width; k += 4) four(rows + (k << 3), stride, y + (k << 3), scratch, end);
  for (let s = 0; s < slots; s++) {
    const limits = slotLimits + ((s * stocks) << 2);
    const values = slotValues + ((s * stocks) << 3);
    for (let at = scratch; at < end; at += 16) {
      const i = load<i32>(at);
      const to = y + (load<i32>(limits + (i << 2)) << 3);
      store<f64>(to, load<f64>(to) + load<f64>(values + (i << 3)) * load<f64>(at, 8));
    }
  }
}

function sixteen(rows: i32, stride: i32, y: i32, from: i32, end: i32): void {
  let s0 = v128.load(y), s1 = v128.load(y, 16), s2 = v128.load(y, 32), s3 = v128.load(y, 48);
  let s4 = v128.load(y, 64), s5 = v128.load(y, 80), s6 = v128.load(y, 96), s7 = v128.load(y, 112);
  for (let at = from; at < end; at += 16) {
    const row = rows + load<i32>(at) * stride;
    const d = v128.load_splat<u64>(at, 8);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(row), d));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(row, 16), d));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(row, 32), d));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(row, 48), d));
    s4 = f64x2.add(s4, f64x2.mul(v128.load(row, 64), d));
    s5 = f64x2.add(s5, f64x2.mul(v128.load(row, 80), d));
    s6 = f64x2.add(s6, f64x2.mul(v128.load(row, 96), d));
    s7 = f64x2.add(s7, f64x2.mul(v128.load(row, 112), d));
  }
  v128.store(y, s0); v128.store(y, s1, 16); v128.store(y, s2, 32); v128.store(y, s3, 48);
  v128.store(y, s4, 64); v128.store(y, s5, 80); v128.store(y, s6, 96); v128.store(y, s7, 112);
}

function four(rows: i32, stride: i32, y: i32, from: i32, end: i32): void {
  let s0 = v128.load(y), s1 = v128.load(y, 16);
  for (let at = from; at < end; at += 16) {
    const row = rows + load<i32>(at) * stride;
    const d = v128.load_splat<u64>(at, 8);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(row), d));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(row, 16), d));
  }
  v128.store(y, s0); v128.store(y, s1, 16);
}
