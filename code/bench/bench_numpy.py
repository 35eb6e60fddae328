"""Training of both models with NumPy, for code/bench/measure_peers.py: batched has every operation in place."""
import numpy as np

BATCH = 32
rng = np.random.default_rng(1)
permutation = rng.permutation


def batches(order):
    return np.split(order, range(BATCH, len(order), BATCH))


class Descent:
    """The diagonal network, in double."""

    n, A, eta = 250, 20, 1e-5

    def __init__(self, N):
        self.N, self.X = N, rng.standard_normal((N, self.n))
        self.y = self.X[:, :5].sum(1) / 5**0.5 + 0.1 * rng.standard_normal(N)
        alphas = 10 ** (-3 * np.arange(self.A) / self.A)
        self.plus = np.repeat(alphas[:, None], self.n, 1)
        self.minus = self.plus.copy()
        self.beta, self.move = np.empty_like(self.plus), np.empty_like(self.plus)
        self.weights = list(zip(self.plus.copy(), self.minus.copy()))

    def batched(self, order):
        plus, minus, beta, move = self.plus, self.minus, self.beta, self.move
        loss = 0
        for rows in batches(order):
            X = self.X[rows]
            np.multiply(plus, plus, out=beta)
            np.multiply(minus, minus, out=move)
            np.subtract(beta, move, out=beta)
            r = beta @ X.T
            r -= self.y[rows]
            loss = loss + np.einsum("ai,ai->a", r, r)
            r *= 4 * self.eta / len(rows)
            np.matmul(r, X, out=move)
            np.multiply(plus, move, out=beta)
            np.subtract(plus, beta, out=plus)
            np.multiply(minus, move, out=beta)
            np.add(minus, beta, out=minus)
        return loss / self.N

    def idiomatic(self, order, a):
        plus, minus = self.weights[a]
        loss = 0
        for rows in batches(order):
            X, y = self.X[rows], self.y[rows]
            r = X @ (plus**2 - minus**2) - y
            loss += np.sum(r**2)
            h = 2 / len(rows) * X.T @ r
            plus, minus = plus - self.eta * 2 * plus * h, minus + self.eta * 2 * minus * h
        self.weights[a] = plus, minus
        return loss / self.N

    def check(self, order):
        losses = self.batched(order)
        np.testing.assert_allclose(losses, [self.idiomatic(order, a) for a in range(self.A)], 1e-9)
        np.testing.assert_allclose(self.plus, [plus for plus, _ in self.weights], 1e-9)
        np.testing.assert_allclose(self.minus, [minus for _, minus in self.weights], 1e-9)


class Networks:
    """The ReLU networks, in single precision."""

    N, m, K, eta = 3200, 10, 10, np.float32(0.1)

    def __init__(self, n):
        m, K = self.m, self.K
        self.X = (2 * rng.integers(2, size=(self.N, n)) - 1).astype(np.float32)
        self.y = (2 * rng.integers(2, size=self.N) - 1).astype(np.float32)
        self.U = (0.1 * rng.standard_normal((K * m, n))).astype(np.float32)
        v = (0.1 * rng.standard_normal((K, m))).astype(np.float32)
        self.blocks = np.kron(np.eye(K), np.ones((1, m))).astype(np.float32)
        self.W = self.blocks * v.reshape(1, K * m)  # output weights in diagonal blocks
        self.nets = [(u.copy(), w.copy()) for u, w in zip(self.U.reshape(K, m, n), v)]
        self.dU, self.dW = np.empty_like(self.U), np.empty_like(self.W)
        self.Z = np.empty((K * m, BATCH), np.float32)
        self.G, self.active = np.empty_like(self.Z), np.empty(self.Z.shape, bool)
        self.f = np.empty((K, BATCH), np.float32)

    def batched(self, order):
        U, W, Z, G, f, dU, dW = self.U, self.W, self.Z, self.G, self.f, self.dU, self.dW
        for rows in batches(order):
            X, y = self.X[rows], self.y[rows]
            np.matmul(U, X.T, out=Z)
            np.greater(Z, 0, out=self.active)
            np.multiply(Z, self.active, out=Z)
            np.matmul(W, Z, out=f)
            np.multiply(f, y, out=f)
            np.exp(f, out=f)
            np.add(f, 1, out=f)
            np.divide(self.eta / BATCH * y, f, out=f)
            np.matmul(W.T, f, out=G)
            np.multiply(G, self.active, out=G)
            np.matmul(f, Z.T, out=dW)
            np.multiply(dW, self.blocks, out=dW)
            np.add(W, dW, out=W)
            np.matmul(G, X, out=dU)
            np.add(U, dU, out=U)

    def idiomatic(self, order, k):
        U, v = self.nets[k]
        for rows in batches(order):
            X, y = self.X[rows], self.y[rows]
            Z = np.maximum(X @ U.T, 0)
            g = y / (1 + np.exp(y * (Z @ v))) / len(rows)
            dU = (np.outer(g, v) * (Z > 0)).T @ X
            v += self.eta * Z.T @ g
            U += self.eta * dU

    def check(self, order):
        self.batched(order)
        for k in range(self.K):
            self.idiomatic(order, k)
        np.testing.assert_allclose(self.U, np.concatenate([U for U, _ in self.nets]), 0, 1e-4)
        np.testing.assert_allclose(self.W.sum(0), np.concatenate([v for _, v in self.nets]), 0, 1e-4)
