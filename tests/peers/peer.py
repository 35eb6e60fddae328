#!/usr/bin/python3
"""peer: the experiment sparse_regression a second time, in NumPy, sharing no code with it.

    peer.py descent|least|flow EXPORT RECORD

EXPORT is the prefix that export.c wrote data and batch orders under, RECORD the one of the
experiment's record on the same cell. One of the experiment's three computations is done again, and
compared with the record to a relative 1e-6 (it has seven digits). Says what differs; status 1 then.
"""
import csv
import json
import sys

import numpy as np

TOLERANCE = 1e-6
differences = []


def rows_of(path):
    with open(path) as stream:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(stream)]


def compare(what, **pairs):
    """Each pair is (what the record says, what this program says)."""
    for name, (recorded, mine) in pairs.items():
        if not abs(recorded - mine) <= TOLERANCE * abs(mine):
            differences.append(f"{what}: {name} is {recorded:.9g} in the record, {mine:.9g} here")


def descend(X, y, orders, alpha, eta, batch, stop_loss, max_epochs):
    """Minibatch descent on <w+^2 - w-^2, x> from w+ = w- = alpha 1, by the text of the thesis."""
    N, n = X.shape
    plus, minus = np.full(n, alpha), np.full(n, alpha)
    for epoch in range(1, max_epochs + 1):
        total = 0.0
        order = orders[epoch - 1] if N > batch else np.arange(N)
        for first in range(0, N, batch):
            S = order[first : first + batch]
            error = X[S] @ (plus**2 - minus**2) - y[S]
            total += np.sum(error**2)
            slope = 2 * X[S].T @ error / len(S)
            plus, minus = plus - eta * 2 * plus * slope, minus + eta * 2 * minus * slope
        if total / N < stop_loss:
            break
    return plus**2 - minus**2, total / N, epoch


def least_l1(X, y):
    """Least l1 norm with X beta = y: Mehrotra's interior point method on beta = u - v, u, v >= 0.

    Its largest N entries are the vertex; that solved for is optimal if its multipliers are."""
    N, n = X.shape
    A, c = np.hstack([X, -X]), np.ones(2 * n)
    x, s, nu = np.ones(2 * n), np.ones(2 * n), np.zeros(N)
    for _ in range(100):
        primal, dual, mu = y - A @ x, c - A.T @ nu - s, x @ s / (2 * n)
        if mu < 1e-12 and np.abs(primal).max() < 1e-9:
            break

        def direction(target):
            step = np.linalg.solve((A * (x / s)) @ A.T, primal + A @ ((x * dual - target) / s))
            ds = dual - A.T @ step
            return (target - x * ds) / s, step, ds

        def longest(z, dz):
            return min(1.0, 0.995 / max(1e-300, np.max(-dz / z)))

        dx, _, ds = direction(-x * s)
        ahead = (x + longest(x, dx) * dx) @ (s + longest(s, ds) * ds) / (2 * n)
        dx, step, ds = direction((ahead / mu) ** 3 * mu - x * s - dx * ds)
        t, r = longest(x, dx), longest(s, ds)
        x, nu, s = x + t * dx, nu + r * step, s + r * ds
    beta = x[:n] - x[n:]
    vertex = np.sort(np.argsort(-np.abs(beta))[:N])
    beta = np.zeros(n)
    beta[vertex] = np.linalg.solve(X[:, vertex], y)
    nu = np.linalg.solve(X[:, vertex].T, np.sign(beta[vertex]))
    if np.abs(X.T @ nu).max() > 1 + 1e-9:
        differences.append("the peer's own least l1 solution is not optimal")
    return beta


def flow_limit(X, y, alpha, beta):
    """Least sum_j alpha^2 q(beta_j / alpha^2) with X beta = y, from a beta that has it.

    Newton's method in beta itself, within the solutions: q' is asinh(beta_j / (2 alpha^2))."""

    def value(b):
        z = b / alpha**2
        return alpha**2 * np.sum(z * np.arcsinh(z / 2) - z**2 / (2 + np.sqrt(4 + z**2)))

    for _ in range(500):
        gradient = np.arcsinh(beta / (2 * alpha**2))
        root = (beta**2 + 4 * alpha**4) ** 0.25  # of the inverse of q''
        nu = np.linalg.lstsq((X * root).T, root * gradient, rcond=None)[0]
        left = gradient - X.T @ nu
        step, decrease, t = -(root**2) * left, np.sum((root * left) ** 2), 1.0
        if np.linalg.norm(step) < 1e-10 * np.linalg.norm(beta):
            break
        while t > 1e-9 and not value(beta + t * step) <= value(beta) - 0.1 * t * decrease:
            t /= 2
            if decrease < 1e-12 * abs(value(beta)):
                t = 1.0  # the decrease drowns in rounding
                break
        beta = beta + t * step
        beta = beta + np.linalg.lstsq(X, y - X @ beta, rcond=None)[0]
    else:
        differences.append(f"the peer's own limit at alpha {alpha:g} is not optimal")
    return beta


def main(what, export, record):
    with open(record + ".json") as stream:
        q = json.load(stream)["parameters"]
    table = np.loadtxt(export + "-data.csv", delimiter=",", skiprows=1)
    orders = np.loadtxt(export + "-orders.csv", delimiter=",", dtype=int)
    X, y = table[:, :-1], table[:, -1]
    N, n = X.shape
    truth = np.where(np.arange(n) < 5, 5**-0.5, 0)
    rows, levels = rows_of(record + ".csv"), rows_of(record + "-levels.csv")
    if [N, n, len(rows), len(levels)] != [q["N"], q["n"], q["alphas"], 1]:
        sys.exit("the record is not that of one data set at all alphas")
    l1, l2 = least_l1(X, y), np.linalg.pinv(X) @ y
    norm = np.abs(l1).sum()

    if what == "least":
        level = levels[0]
        compare(
            "levels",
            min_l1_norm=(level["min_l1_norm"], norm),
            min_l2_l1_norm=(level["min_l2_l1_norm"], np.abs(l2).sum()),
            min_l2_l1_distance=(level["min_l2_l1_distance"], np.abs(l2 - l1).sum()),
            min_l1_population_l1=(level["min_l1_population_l1"], np.abs(l1 - truth).sum()),
            min_l2_population_l1=(level["min_l2_population_l1"], np.abs(l2 - truth).sum()),
        )
    beta = l2
    for a, row in reversed(list(enumerate(rows))):
        alpha = q["alpha_low"] * (q["alpha_high"] / q["alpha_low"]) ** (a / (q["alphas"] - 1))
        compare(f"row {a + 1}", alpha=(row["alpha"], alpha))
        if what == "least":
            continue
        if what == "descent":
            at = f"descent at alpha {alpha:.4g}"
            beta, loss, epochs = descend(
                X, y, orders, alpha, q["eta"], q["batch"], q["stop_loss"], q["max_epochs"]
            )
            compare(
                at,
                epochs=(row["epochs"], epochs),
                converged=(row["converged"], float(loss < q["stop_loss"])),
                loss=(row["loss"], loss),
            )
        else:
            at = f"limit at alpha {alpha:.4g}"
            beta = flow_limit(X, y, alpha, beta)
        flow = "flow_" if what == "flow" else ""
        for name, mine in {
            "l1_distance_to_min_l1": np.abs(beta - l1).sum(),
            "l1_norm_excess": np.abs(beta).sum() - norm,
            "population_l1": np.abs(beta - truth).sum(),
            "population_l2_squared": np.sum((beta - truth) ** 2),
        }.items():
            compare(at, **{flow + name: (row[flow + name], mine)})

    for difference in differences:
        print(difference)
    return int(bool(differences))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("descent", "least", "flow"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
