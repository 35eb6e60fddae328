"""Training of both models with PyTorch, for code/bench/measure_peers.py: batched has the gradient by hand, every
operation in place and the loop compiled by TorchScript; idiomatic has modules, autograd and an optimizer."""
from typing import List

import torch
from torch import Tensor, nn

BATCH = 32
permutation = torch.randperm
torch.set_num_threads(1)
torch.manual_seed(1)


@torch.jit.script
def descent_epoch(x: List[Tensor], y: List[Tensor], plus: Tensor, minus: Tensor, loss: Tensor, eta: float):
    """x: batches (count,n); y: (count); plus, minus(A,n): weights; loss(A): sums of squares."""
    beta, move = torch.empty_like(plus), torch.empty_like(plus)
    loss.zero_()
    for X, target in zip(x, y):
        torch.mul(plus, plus, out=beta)
        beta.addcmul_(minus, minus, value=-1.0)
        r = torch.mm(beta, X.t()).sub_(target)
        loss.add_(torch.linalg.vecdot(r, r))
        torch.mm(r, X, out=move)
        step = 4 * eta / X.size(0)
        plus.addcmul_(plus, move, value=-step)
        minus.addcmul_(minus, move, value=step)


class Diagonal(nn.Module):
    def __init__(self, n, alpha):
        super().__init__()
        self.plus = nn.Parameter(torch.full((n,), alpha, dtype=torch.float64))
        self.minus = nn.Parameter(torch.full((n,), alpha, dtype=torch.float64))

    def forward(self, X):
        return X @ (self.plus**2 - self.minus**2)


class Descent:
    """The diagonal network, in double."""

    n, A, eta = 250, 20, 1e-5

    def __init__(self, N):
        n, A = self.n, self.A
        self.N, self.X = N, torch.randn(N, n, dtype=torch.float64)
        self.y = self.X[:, :5].sum(1) / 5**0.5 + 0.1 * torch.randn(N, dtype=torch.float64)
        alphas = 10 ** (-3 * torch.arange(A, dtype=torch.float64) / A)
        self.plus = alphas[:, None].repeat(1, n)
        self.minus, self.loss = self.plus.clone(), alphas.clone()
        self.nets = [Diagonal(n, alpha.item()) for alpha in alphas]
        self.optimizers = [torch.optim.SGD(net.parameters(), lr=self.eta) for net in self.nets]
        self.Xs, self.ys = torch.empty_like(self.X), torch.empty_like(self.y)

    def batched(self, order):
        torch.index_select(self.X, 0, order, out=self.Xs)
        torch.index_select(self.y, 0, order, out=self.ys)
        x, y = list(self.Xs.split(BATCH)), list(self.ys.split(BATCH))
        with torch.inference_mode():
            descent_epoch(x, y, self.plus, self.minus, self.loss, self.eta)

    def idiomatic(self, order, a):
        net, optimizer = self.nets[a], self.optimizers[a]
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(net(self.X[rows]), self.y[rows])
            loss.backward()
            optimizer.step()

    def check(self, order):
        self.batched(order)
        for a in range(self.A):
            self.idiomatic(order, a)
        plus = torch.stack([net.plus.detach() for net in self.nets])
        minus = torch.stack([net.minus.detach() for net in self.nets])
        torch.testing.assert_close(self.plus, plus, rtol=1e-9, atol=0)
        torch.testing.assert_close(self.minus, minus, rtol=1e-9, atol=0)


@torch.jit.script
def networks_epoch(x: List[Tensor], xt: List[Tensor], target: List[Tensor], U: Tensor, W: Tensor, blocks: Tensor,
                   step: float):
    """x: batches (BATCH,n); xt: these transposed; target: (1,BATCH), 1 for the label 1 and 0 for -1;
    U(K m,n): hidden weights; W(K,K m): output weights in diagonal blocks, which are 1 in blocks."""
    Z, G = torch.empty(U.size(0), x[0].size(0)), torch.empty(U.size(0), x[0].size(0))
    f, D, Zt, Wt = torch.empty(W.size(0), x[0].size(0)), torch.empty_like(W), Z.t(), W.t()
    for X, Xt, t in zip(x, xt, target):
        torch.mm(U, Xt, out=Z)
        Z.clamp_min_(0)
        torch.mm(W, Z, out=f)
        f.sigmoid_().sub_(t)
        torch.mm(Wt, f, out=G)
        torch.mm(f, Zt, out=D)
        torch.ops.aten.threshold_backward(G, Z, 0, grad_input=G)
        W.addcmul_(D, blocks, value=step)
        U.addmm_(G, X, alpha=step)


class Networks:
    """The ReLU networks, in single precision."""

    N, m, K, eta = 3200, 10, 10, 0.1

    def __init__(self, n):
        m, K = self.m, self.K
        self.X = 2.0 * torch.randint(2, (self.N, n)) - 1
        self.y = 2.0 * torch.randint(2, (self.N, 1)) - 1
        self.nets = [nn.Sequential(nn.Linear(n, m, bias=False), nn.ReLU(), nn.Linear(m, 1, bias=False))
                     for _ in range(K)]
        self.optimizers = [torch.optim.SGD(net.parameters(), lr=self.eta) for net in self.nets]
        self.U, self.W = self.hidden(), self.output()
        self.blocks = torch.block_diag(*[torch.ones(1, m)] * K)
        self.Xs, self.ys = torch.empty_like(self.X), torch.empty_like(self.y)
        self.x = list(self.Xs.split(BATCH))
        self.xt, self.target = [X.t() for X in self.x], [t.t() for t in self.ys.split(BATCH)]

    def hidden(self):
        return torch.cat([net[0].weight.detach() for net in self.nets])

    def output(self):
        return torch.block_diag(*[net[2].weight.detach() for net in self.nets])

    def batched(self, order):
        torch.index_select(self.X, 0, order, out=self.Xs)
        torch.index_select(self.y, 0, order, out=self.ys).clamp_min_(0)
        with torch.inference_mode():
            step = -self.eta / BATCH
            networks_epoch(self.x, self.xt, self.target, self.U, self.W, self.blocks, step)

    def idiomatic(self, order, k):
        net, optimizer = self.nets[k], self.optimizers[k]
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.softplus(-self.y[rows] * net(self.X[rows])).mean()
            loss.backward()
            optimizer.step()

    def check(self, order):
        self.batched(order)
        for k in range(self.K):
            self.idiomatic(order, k)
        torch.testing.assert_close(self.U, self.hidden(), rtol=0, atol=1e-4)
        torch.testing.assert_close(self.W, self.output(), rtol=0, atol=1e-4)
