"""Numbers that both sides compute by the same formula, so that weights and inputs need not be stored (see fill.hpp)."""

import math

import numpy as np
import torch

GOLDEN_RATIO = 0x9E3779B97F4A7C15


def fnv1a64(text):
    """FNV-1a of the text's bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def hashes(name, count):
    """splitmix64(fnv1a64(name) + i * GOLDEN_RATIO) for i in [0, count)."""
    with np.errstate(over="ignore"):
        z = np.arange(count, dtype=np.uint64) * np.uint64(GOLDEN_RATIO)
        z = z + np.uint64((fnv1a64(name) + GOLDEN_RATIO) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def fill(name, shape, scale=1.0, offset=0.0):
    """Values in [offset - scale, offset + scale): scale * (2 u - 1) + offset, u from the top 53 bits of the hash."""
    u = (hashes(name, math.prod(shape)) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return torch.from_numpy(scale * (2.0 * u - 1.0) + offset).reshape(shape)


def labels(name, count, classes):
    """Hash modulo the number of classes."""
    return torch.from_numpy((hashes(name, count) % np.uint64(classes)).astype(np.int64))


def scale_and_offset(name, shape):
    """How a parameter or statistic of this name is filled: weights keep the size of what passes through them."""
    leaf = name.split(".")[-1]
    if leaf == "running_var":
        return 1.5, 4.0
    if leaf == "running_mean":
        return 0.3, 0.0
    if leaf == "weight" and len(shape) == 1:  # batch norm
        return 0.2, 1.0
    if leaf == "weight":
        return math.sqrt((6.0 if len(shape) == 4 else 3.0) / math.prod(shape[1:])), 0.0
    return 0.1, 0.0


def fill_module(case, module):
    """Fills every parameter and statistic of the module from the stream "<case>.<name>"."""
    with torch.no_grad():
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if name.endswith("num_batches_tracked"):
                tensor.zero_()
            else:
                shape = tuple(tensor.shape)
                tensor.copy_(fill(f"{case}.{name}", shape, *scale_and_offset(name, shape)))
