#!/usr/bin/python3
"""torch_peer: the training of the ReLU networks a second time, in PyTorch, sharing no code with it.

    torch_peer.py ETA EXPORT tables|dense

EXPORT is the prefix that export_networks.c wrote under. From the exported start every network is
trained on the exported batches, in float32 and, to tell what that can resolve, in float64. Weights
and predictions of the three must agree to TOLERANCE of the largest. Says what differs; status 1
then.
"""
import sys

import numpy as np
import torch

BATCH, UNITS, TOLERANCE = 32, 10, 1e-5


def train(X, y, orders, start, eta):
    """Weights (UNITS,1+n) of one network, v before u in each row, and its predictions of samples."""
    v, U = start[:, 0].clone().requires_grad_(), start[:, 1:].clone().requires_grad_()

    def predict(X):
        return torch.relu(X @ U.T) @ v

    for order in orders:
        for rows in order.split(BATCH):
            loss = -torch.nn.functional.logsigmoid(y[rows] * predict(X[rows])).mean()
            slopes = torch.autograd.grad(loss, (v, U))
            with torch.no_grad():
                v -= eta * slopes[0]
                U -= eta * slopes[1]
    with torch.no_grad():
        return torch.cat([v[:, None], U], 1), predict(X)


def main(eta, export, how):
    def read(name, **options):
        return np.loadtxt(f"{export}-{name}.csv", delimiter=",", **options)

    table, start = read("data", skiprows=1), read("start")
    orders = torch.from_numpy(read("orders", dtype=int))
    runs = {"the export": (read(how), read(how + "-f"))}
    for precision in (torch.float32, torch.float64):
        data, networks = torch.tensor(table, dtype=precision), torch.tensor(start, dtype=precision)
        weights, f = zip(
            *[train(data[:, :-1], data[:, -1], orders, w, eta) for w in networks.split(UNITS)]
        )
        runs[str(precision)] = (torch.cat(weights).numpy(), torch.stack(f, 1).numpy())

    same = True
    for one, other in (("the export", "torch.float32"), ("torch.float32", "torch.float64")):
        for what, a, b in zip(("weights", "predictions"), runs[one], runs[other]):
            apart = np.abs(a - b).max() / np.abs(b).max()
            if not apart <= TOLERANCE:
                same = False
                print(f"{what} of {one} and {other}: {apart:.2g} of the largest apart")
    return int(not same)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[3] not in ("tables", "dense"):
        sys.exit(__doc__)
    sys.exit(main(float(sys.argv[1]), *sys.argv[2:]))
