"""A Mehrotra interior point for the portfolio problem in NumPy alone.

Variables per stock w, u >= |w|, t >= |w - h| are eliminated in closed form, so that each step factors one matrix of order
exposures + 2: what somebody who knows the structure would write without a compiled solver.
"""
import numpy as np
from scipy.linalg import cho_factor, cho_solve


def solve(problem, alpha, tolerance=1e-8, most=60):
    """The weights and the number of steps. Gross and turnover must be limited, net must not."""
    x, n = problem["exposures"], len(alpha)
    k = x.shape[1]
    gross, turnover = problem["gross"], problem["turnover"]
    unit, scale = gross / n, np.abs(alpha).mean() or 1.0
    gamma = problem["riskAversion"] * unit / scale
    q, risk = gamma * problem["specificVariance"], gamma * problem["factorCovariance"]
    a, cost, h = alpha / scale, problem["linearCost"] / scale, problem["holdings"] / unit
    high, low = problem["positionUpper"] / unit, problem["positionLower"] / unit
    top, bottom = problem["exposureUpper"] / unit, problem["exposureLower"] / unit
    sums = np.array([gross, turnover]) / unit

    w = np.clip(np.zeros(n), low + 0.1, high - 0.1)
    u, t, y = np.abs(w) + 1, np.abs(w - h) + 1, x.T @ w
    theta = np.zeros(k)
    slacks = lambda w, u, t, y: [u - w, u + w, t - w + h, t + w - h, high - w, w - low, top - y, y - bottom, sums - [u.sum(), t.sum()]]
    s = [np.maximum(slack, 1.0) for slack in slacks(w, u, t, y)]
    z = [np.ones_like(slack) for slack in s]
    count = sum(len(slack) for slack in s)

    for step in range(most):
        open_slacks = [slack - own for slack, own in zip(slacks(w, u, t, y), s)]
        dual_w = q * w - a + x @ theta + z[0] - z[1] + z[2] - z[3] + z[4] - z[5]
        dual_u = -z[0] - z[1] + z[8][0]
        dual_t = cost - z[2] - z[3] + z[8][1]
        dual_y = risk @ y - theta + z[6] - z[7]
        primal = x.T @ w - y
        mu = sum(own @ price for own, price in zip(s, z)) / count
        objective = 0.5 * (q * w) @ w + 0.5 * y @ risk @ y - a @ w + cost @ np.abs(w - h)
        broken = max(np.abs(r).max() for r in [dual_w, dual_u, dual_t, dual_y, primal, *open_slacks])
        if mu * count < tolerance * (1 + abs(objective)) and broken < tolerance * 10:
            break
        d = [price / own for price, own in zip(z, s)]
        p, r = d[0] + d[1], d[2] + d[3]
        rho, sigma = (d[1] - d[0]) / p, (d[3] - d[2]) / r
        width = q + 4 * d[0] * d[1] / p + 4 * d[2] * d[3] / r + d[4] + d[5]
        rows = np.column_stack([x, -rho, -sigma])
        matrix = rows.T @ (rows / width[:, None])
        inverse = np.linalg.inv(risk + np.diag(d[6] + d[7]))
        matrix[:k, :k] += inverse
        matrix[k, k] += (1 / p).sum() + 1 / d[8][0]
        matrix[k + 1, k + 1] += (1 / r).sum() + 1 / d[8][1]
        factor = cho_factor(matrix)

        def direction(centre):
            # Each constraint row: s dz + z ds = centre, ds = change of its expression + its open slack.
            e = [(c - price * gap) / own for c, price, gap, own in zip(centre, z, open_slacks, s)]
            e = [each - price for each, price in zip(e, z)]
            rw = -dual_w - e[0] + e[1] - e[2] + e[3] - e[4] + e[5]
            ru, rt = -dual_u + e[0] + e[1], -dual_t + e[2] + e[3]
            ry = -dual_y - e[6] + e[7]
            alone = (rw - rho * ru - sigma * rt) / width
            right = rows.T @ alone
            right[:k] += primal - inverse @ ry
            right[k] += (ru / p).sum() + e[8][0] / d[8][0]
            right[k + 1] += (rt / r).sum() + e[8][1] / d[8][1]
            price = cho_solve(factor, right)
            dw = alone - (rows @ price) / width
            du, dt = (ru - price[k]) / p - rho * dw, (rt - price[k + 1]) / r - sigma * dw
            dy = inverse @ (ry + price[:k])
            changes = [du - dw, du + dw, dt - dw, dt + dw, -dw, dw, -dy, dy, -np.array([du.sum(), dt.sum()])]
            ds = [change + gap for change, gap in zip(changes, open_slacks)]
            dz = [(c - each_z * each_ds) / own - each_z for c, own, each_z, each_ds in zip(centre, s, z, ds)]
            return dw, du, dt, dy, price[:k], ds, dz

        def longest(ds, dz):
            steps = [-own[move < 0] / move[move < 0] for own, move in [*zip(s, ds), *zip(z, dz)] if (move < 0).any()]
            return min(1.0, min(each.min() for each in steps)) if steps else 1.0

        *_, ds, dz = direction([0.0 * own for own in s])
        length = longest(ds, dz)
        ahead = sum((own + length * move) @ (price + length * turn) for own, move, price, turn in zip(s, ds, z, dz)) / count
        target = mu * (ahead / mu) ** 3
        dw, du, dt, dy, dtheta, ds, dz = direction([target - move * turn for move, turn in zip(ds, dz)])
        length = min(1.0, 0.995 * longest(ds, dz))
        w, u, t, y, theta = w + length * dw, u + length * du, t + length * dt, y + length * dy, theta + length * dtheta
        s = [own + length * move for own, move in zip(s, ds)]
        z = [price + length * turn for price, turn in zip(z, dz)]
    return w * unit, step
