#!/bin/bash
# test_networks: the training of the ReLU networks against an independent implementation.
# shellcheck source=tests/pipeline/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$scratch/tree
copy "$tree"
need 'PyTorch is there' /usr/bin/python3 -c 'import torch'

# The export is compiled by the copy's Makefile, as one of the tools.
cp "$project/tests/peers/export_networks.c" "$tree/code/tools/"
build "$tree" build/bin/export_networks
need 'the export is built' built
eta=0.1
for scale in 0.1 1; do
    need "a run from scale $scale is exported" "$tree/build/bin/export_networks" \
        "$scale" "$eta" "$scratch/r$scale"
    for how in tables dense; do
        check "a peer trains to the same networks: $how, scale $scale" \
            /usr/bin/python3 "$project/tests/peers/torch_peer.py" "$eta" "$scratch/r$scale" "$how"
    done
done
finish
