#!/usr/bin/python3
"""study: what make study computes a second time, in NumPy, SciPy and scikit-learn, sharing no code with it.

    study.py FOLDER RESPONSE

FOLDER is build/study/NAME. Of the first fold, and of all samples: scaling, ridge regression, the lasso, least squares,
least l1 norm, descent by a plain loop on the data themselves, the limit of gradient flow by its conditions, the kernel
predictor; and the means over the folds. Records have seven digits. Says what differs; status 1 then.
"""
import csv
import json
import sys

import numpy as np
from scipy.optimize import linprog
from sklearn.linear_model import Lasso, Ridge

differences = []
checked = 0


def table(path):
    with open(path) as stream:
        return list(csv.DictReader(stream))


def column(rows, name):
    return np.array([float(r[name]) if r[name] else np.nan for r in rows])


def compare(what, recorded, mine, rtol, atol=0.0):
    global checked
    recorded, mine = np.atleast_1d(recorded).astype(float), np.atleast_1d(mine).astype(float)
    checked += recorded.size
    bad = ~(np.abs(recorded - mine) <= rtol * np.abs(mine) + atol)
    if bad.any() or not recorded.size:
        i = int(np.argmax(bad))
        differences.append(f"{what}: {recorded[i]:.9g} in the record, {mine[i]:.9g} here ({bad.sum()} of {bad.size})")


def read(path, response):
    with open(path) as stream:
        rows = [r for r in csv.reader(stream) if r]
    names = rows[0]
    at = names.index(response)
    use = [j for j in range(len(names)) if j != at and names[j]]
    X = np.array([[float(r[j]) for j in use] for r in rows[1:]])
    labels = [r[at] for r in rows[1:]]
    return X, labels, [names[j] for j in use]


def scaled(X, mean, deviation):
    return (X - mean) / deviation


def descend(X, y, alpha, steps):
    """beta after each of steps, a sorted list; the step is 1 over the bound of the second derivative's norm."""
    N, n = X.shape
    plus, minus = np.full(n, alpha), np.full(n, alpha)
    sigma2, squares = np.linalg.norm(X, 2) ** 2, (X**2).sum(0)
    betas = {}
    for step in range(1, steps[-1] + 1):
        h = -2 / N * X.T @ (y - X @ (plus**2 - minus**2))
        D = plus**2 + minus**2
        eta = 1 / (8 / N * min(sigma2 * D.max(), D @ squares) + 2 * np.abs(h).max())
        plus, minus = plus - 2 * eta * h * plus, minus + 2 * eta * h * minus
        if step in steps:
            betas[step] = plus**2 - minus**2
    return betas


def check_regression(folder, X, y, names):
    prefix = f"{folder}/data/results/study"
    fold = column(table(f"{prefix}-folds.csv"), "fold")
    keep, held = fold != 1, fold == 1
    mean, deviation = X[keep].mean(0), X[keep].std(0)
    m, s = y[keep].mean(), y[keep].std()
    A, b, B = scaled(X[keep], mean, deviation), (y[keep] - m) / s, scaled(X[held], mean, deviation)
    N, n = A.shape

    def error(beta):
        return np.mean((m + s * (B @ beta) - y[held]) ** 2)

    results = json.load(open(f"{prefix}/fold1.json"))["results"]
    compare("mean", results["mean_error"], error(np.zeros(n)), 1e-6)
    compare("least squares", results["least_l2_error"], error(np.linalg.lstsq(A, b, rcond=1e-10)[0]), 1e-5)
    sigma2 = np.linalg.norm(A, 2) ** 2
    for row in table(f"{prefix}/fold1-ridge.csv"):
        fit = Ridge(alpha=float(row["penalty"]) * sigma2, fit_intercept=False, solver="svd").fit(A, b)
        compare(f"ridge {row['penalty']}", float(row["error"]), error(fit.coef_), 1e-5)
    most = np.abs(A.T @ b).max() / N
    for row in table(f"{prefix}/fold1-lasso.csv")[1::4]:
        fit = Lasso(alpha=float(row["penalty"]) * most, fit_intercept=False, tol=1e-9, max_iter=10**6).fit(A, b)
        compare(f"lasso {row['penalty']}", float(row["error"]), error(fit.coef_), 0.02)
        if float(row["gap"]) > 1e-5:
            differences.append(f"lasso {row['penalty']}: duality gap {row['gap']}")
    rows = table(f"{prefix}/fold1.csv")
    alphas, steps = sorted(set(column(rows, "alpha"))), sorted(int(v) for v in set(column(rows, "step")) if v <= 1000)
    for alpha in alphas[:: len(alphas) // 3]:
        betas = descend(A, b, alpha, steps)
        for row in rows:
            if float(row["alpha"]) == alpha and int(row["step"]) in steps:
                compare(f"descent from {alpha}, step {row['step']}", float(row["error"]),
                        error(betas[int(row["step"])]), 1e-5)

    # All samples.
    whole = json.load(open(f"{prefix}.json"))["results"]
    mean, deviation, m, s = X.mean(0), X.std(0), y.mean(), y.std()
    A, b = scaled(X, mean, deviation), (y - m) / s
    coefficients = table(f"{prefix}-coefficients.csv")
    if [r["feature"] for r in coefficients] != [name.replace(",", ";").replace('"', "'") for name in names]:
        differences.append("names of features")
    compare("units", column(coefficients, "ridge"), column(coefficients, "scaled_ridge") * s / deviation, 1e-6)
    limit, alpha = column(coefficients, "scaled_limit"), whole["limit"]["alpha"]
    fitted = A @ np.linalg.lstsq(A, b, rcond=1e-10)[0]
    compare("limit fits", A @ limit, fitted, 1e-4, 1e-4 * np.abs(fitted).max())
    if np.linalg.matrix_rank(A, tol=1e-10 * np.linalg.norm(A, 2)) < n:
        z = np.arcsinh(limit / (2 * alpha**2))
        nu = np.linalg.lstsq(A.T, z, rcond=1e-12)[0]
        compare("limit's condition", A.T @ nu, z, 0, 1e-3 * np.abs(z).max())
    U, sv, V = np.linalg.svd(A, full_matrices=False)
    rank = int((sv > 1e-10 * sv[0]).sum())
    program = linprog(np.ones(2 * n), A_eq=np.hstack([V[:rank], -V[:rank]]), b_eq=(U.T @ b)[:rank] / sv[:rank],
                      method="highs")
    compare("least l1 norm", np.abs(column(coefficients, "scaled_least_l1")).sum(), program.fun, 1e-5)
    folds = int(fold.max())
    errors = np.array([column(table(f"{prefix}/fold{k + 1}.csv"), "error") for k in range(folds)])
    rows = table(f"{prefix}-errors.csv")
    compare("means over the folds", column(rows, "mse"), errors.mean(0), 1e-6)
    compare("standard errors", column(rows, "mse_se"), errors.std(0, ddof=1) / np.sqrt(folds), 1e-4)
    compare("best pair", whole["best"]["mse"], errors.mean(0).min(), 1e-6)


def kernel(X, Z):
    """Of one unit with weights of variance 1: by the angles between inputs."""
    lengths = np.sqrt((X**2).sum(1))[:, None] * np.sqrt((Z**2).sum(1))[None]
    angle = np.arccos(np.clip(X @ Z.T / lengths, -1, 1))
    return (lengths * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) + X @ Z.T * (np.pi - angle)) / (2 * np.pi)


def check_classification(folder, X, labels):
    prefix = f"{folder}/data/results/study"
    facts = json.load(open(f"{folder}/facts.json"))
    y = np.array([1.0 if v == facts["plus"] else -1.0 for v in labels])
    fold = column(table(f"{prefix}-folds.csv"), "fold")
    for k in range(1, int(fold.max()) + 1):
        keep, held = fold != k, fold == k
        mean, deviation = X[keep].mean(0), X[keep].std(0)
        A = np.hstack([scaled(X[keep], mean, deviation), np.ones((keep.sum(), 1))])
        B = np.hstack([scaled(X[held], mean, deviation), np.ones((held.sum(), 1))])
        K, new = kernel(A, A), kernel(B, A)
        for row in table(f"{prefix}/fold{k}-kernel.csv"):
            ridge = float(row["penalty"]) * np.trace(K) / len(A)
            wrong = new @ np.linalg.solve(K + ridge * np.eye(len(A)), y[keep]) * y[held] <= 0
            compare(f"kernel {row['penalty']}, fold {k}", float(row["error"]), wrong.mean(), 1e-6)
        shares = [abs((y[held] == c).sum() - (y == c).sum() / fold.max()) for c in (1, -1)]
        if max(shares) > 1:
            differences.append(f"fold {k}: classes are not spread evenly")
    each = np.array([column(table(f"{prefix}/fold{k}.csv"), "error") for k in range(1, int(fold.max()) + 1)])
    networks = int(max(column(table(f"{prefix}/fold1.csv"), "network")))
    means = each.reshape(len(each), -1, networks).mean(2)
    compare("means over networks and folds", column(table(f"{prefix}-errors.csv"), "error"), means.mean(0), 1e-5, 1e-7)
    compare("best network", json.load(open(f"{prefix}.json"))["results"]["best"]["error"],
            means.mean(0)[column(table(f"{prefix}-errors.csv"), "lambda") == 0].min(), 1e-5, 1e-7)


def main():
    folder, response = sys.argv[1:]
    X, labels, names = read(f"{folder}/data.csv", response)
    if json.load(open(f"{folder}/facts.json"))["task"] == "regression":
        check_regression(folder, X, np.array([float(v) for v in labels]), names)
    else:
        check_classification(folder, X, labels)
    print("\n".join(differences) or f"{checked} numbers are the same")
    return bool(differences or not checked)


sys.exit(main())
