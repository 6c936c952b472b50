import type { PortfolioProblem } from '../problem.ts';

/** The problem in the CPLEX LP format, with epigraph variables for |w| and |w − h|: another formulation for another solver. */
export function lpText(problem: PortfolioProblem, isOnlyFeasibility = false): string {
  const { alpha, holdings, limits, exposures, factorCovariance, riskAversion, specificVariance, linearCost } = problem;
  const n = alpha.length;
  const k = problem.exposureNames.length;
  const covariance = factorCovariance?.data ?? [];
  const rows: string[] = [];
  const bounds: string[] = [];
  const term = (value: number, name: string): string => `${value < 0 ? '-' : '+'} ${Math.abs(value)} ${name}`;
  const range = (name: string, expression: string, lower: number, upper: number): void => {
    if (upper < Infinity) rows.push(`${name}u: ${expression} <= ${upper}`);
    if (lower > -Infinity) rows.push(`${name}l: ${expression} >= ${lower}`);
  };
  const all = (prefix: string): string => Array.from({ length: n }, (_, i) => `+ ${prefix}${i}`).join(' ');
  for (let i = 0; i < n; i++) {
    rows.push(`a${i}: p${i} - w${i} >= 0`, `b${i}: p${i} + w${i} >= 0`);
    rows.push(`c${i}: t${i} - w${i} >= ${-holdings[i]}`, `d${i}: t${i} + w${i} >= ${holdings[i]}`);
    const [low, high] = [limits.positionLower[i], limits.positionUpper[i]];
    bounds.push(`${low === -Infinity ? '-inf' : low} <= w${i} <= ${high === Infinity ? '+inf' : high}`);
  }
  for (let j = 0; j < k; j++) {
    let expression = '';
    for (let i = 0; i < n; i++) expression += ` ${term(exposures.data[j * n + i], `w${i}`)}`;
    rows.push(`y${j}: ${expression} - 1 y${j} = 0`);
    const [lower, upper] = [limits.exposureLower[j], limits.exposureUpper[j]];
    bounds.push(`${lower === -Infinity ? '-inf' : lower} <= y${j} <= ${upper === Infinity ? '+inf' : upper}`);
  }
  range('gross', all('p'), -Infinity, limits.gross ?? Infinity);
  range('turnover', all('t'), -Infinity, limits.turnover ?? Infinity);
  range('net', all('w'), limits.net?.[0] ?? -Infinity, limits.net?.[1] ?? Infinity);
  const linear = isOnlyFeasibility
    ? '0 w0'
    : Array.from({ length: n }, (_, i) => `${term(-alpha[i], `w${i}`)} ${term(linearCost[i], `t${i}`)}`).join(' ');
  const squares: string[] = [];
  for (let i = 0; i < n; i++) squares.push(term(riskAversion * specificVariance[i], `w${i} ^ 2`));
  const risky = factorCovariance === null ? 0 : k;
  for (let a = 0; a < risky; a++) {
    squares.push(term(riskAversion * covariance[a * k + a], `y${a} ^ 2`));
    for (let b = 0; b < a; b++) {
      squares.push(term(2 * riskAversion * covariance[a * k + b], `y${a} * y${b}`));
    }
  }
  const quadratic = isOnlyFeasibility ? '' : ` + [ ${squares.join(' ')} ] / 2`;
  return `Minimize\n obj: ${linear}${quadratic}\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd\n`;
}
