#!/usr/bin/python3
"""measure_peers numpy|torch EPOCHS: how fast one process trains both models with NumPy or PyTorch, on one thread.
It prints a line "KEY VALUE" for each of

    descent/N50, descent/N200    the diagonal network, n = 250, 20 scales: microseconds per epoch
    relu/n20, relu/n320          the ReLU networks, 10 of 10 units: microseconds per step

with /batched for all scales or networks in one product, and with /idiomatic for one of them, as a user of the library
would write it. Times are medians of the CPU time of epochs with shuffling. Both ways must first give the same weights.
"""
import importlib
import sys
import time

peer = importlib.import_module("bench_" + sys.argv[1])
EPOCHS = int(sys.argv[2])


def microseconds(epoch):
    times = []
    for _ in range(EPOCHS):
        start = time.process_time()
        epoch()
        times.append(time.process_time() - start)
    return 1e6 * sorted(times)[EPOCHS // 2]


def measure(name, model, steps):
    model.check(peer.permutation(model.N))
    batched = microseconds(lambda: model.batched(peer.permutation(model.N)))
    idiomatic = microseconds(lambda: model.idiomatic(peer.permutation(model.N), 0))
    print("%s/batched %.5g\n%s/idiomatic %.5g" % (name, batched / steps, name, idiomatic / steps))


for N in 50, 200:
    measure("descent/N%d" % N, peer.Descent(N), 1)
for n in 20, 320:
    measure("relu/n%d" % n, peer.Networks(n), peer.Networks.N // peer.BATCH)
