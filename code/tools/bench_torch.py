#!/usr/bin/python3
"""bench_torch: one process's measurements of PyTorch on the ReLU networks' training step, on one
thread, for code/tools/rounds. A line "KEY VALUE" for each of

    torch/batched      microseconds a step of all K networks: one product for all, gradient by hand,
                       every operation in place, the loop compiled by TorchScript
    torch/idiomatic    the same for one network, as one would write it: modules, autograd, optimiser

Times are of the processor, from epochs with shuffling, medians within the process. The two are
checked to give the same weights first.
"""
import time
from typing import List

import torch
from torch import Tensor, nn

n, m, K, N, BATCH, ETA, EPOCHS = 320, 10, 10, 3200, 32, 0.1, 25


@torch.jit.script
def epoch_batched(
    x: List[Tensor],
    xt: List[Tensor],
    target: List[Tensor],
    U: Tensor,
    W: Tensor,
    blocks: Tensor,
    step: float,
):
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


def epoch_idiomatic(net, optimiser, X, y, order):
    for rows in order.split(BATCH):
        optimiser.zero_grad()
        loss = nn.functional.softplus(-y[rows] * net(X[rows])).mean()
        loss.backward()
        optimiser.step()


def microseconds(epoch):
    times = []
    for _ in range(EPOCHS):
        start = time.process_time()
        epoch()
        times.append(time.process_time() - start)
    return 1e6 * sorted(times)[EPOCHS // 2] / (N // BATCH)


torch.set_num_threads(1)
torch.manual_seed(1)
X, y = 2.0 * torch.randint(2, (N, n)) - 1, 2.0 * torch.randint(2, (N, 1)) - 1

nets = [
    nn.Sequential(nn.Linear(n, m, bias=False), nn.ReLU(), nn.Linear(m, 1, bias=False))
    for _ in range(K)
]
optimisers = [torch.optim.SGD(net.parameters(), lr=ETA) for net in nets]


def hidden():
    return torch.cat([net[0].weight.detach() for net in nets])


def output():
    return torch.block_diag(*[net[2].weight.detach() for net in nets])


U, W = hidden(), output()
blocks = torch.block_diag(*[torch.ones(1, m)] * K)

Xs, ys = torch.empty_like(X), torch.empty_like(y)  # in the order of an epoch
x, target = list(Xs.split(BATCH)), [t.t() for t in ys.split(BATCH)]
xt = [batch.t() for batch in x]


def batched(order):
    torch.index_select(X, 0, order, out=Xs)
    torch.index_select(y, 0, order, out=ys).clamp_min_(0)
    with torch.inference_mode():
        epoch_batched(x, xt, target, U, W, blocks, -ETA / BATCH)


order = torch.randperm(N)
batched(order)
for net, optimiser in zip(nets, optimisers):
    epoch_idiomatic(net, optimiser, X, y, order)
torch.testing.assert_close(U, hidden(), rtol=0, atol=1e-4)
torch.testing.assert_close(W, output(), rtol=0, atol=1e-4)


def idiomatic():
    epoch_idiomatic(nets[0], optimisers[0], X, y, torch.randperm(N))


print("torch/batched %.5g" % microseconds(lambda: batched(torch.randperm(N))))
print("torch/idiomatic %.5g" % microseconds(idiomatic))
