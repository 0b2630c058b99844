"""Writes tensors, or what is enough of them to tell that they are right, into a safetensors file."""

import json
import math
import struct

import numpy as np
import torch

from fill import hashes

WHOLE = 1024  # tensors with more values are stored as a digest
SAMPLES = 256
SUMS = 4


def digest(values):
    """[count, largest magnitude, 4 sums with signs from a hash, 256 samples, one from each 256th part].

    A single wrong value changes every sum. golden_file.hpp computes the same.
    """
    count = values.size
    bits = hashes("signs", count)
    sums = [math.fsum(np.where((bits >> np.uint64(k)) & np.uint64(1), -values, values)) for k in range(SUMS)]
    places = hashes("samples", SAMPLES)
    samples = []
    for k in range(SAMPLES):
        begin, end = k * count // SAMPLES, (k + 1) * count // SAMPLES
        samples.append(values[begin + int(places[k]) % (end - begin)])
    return np.array([count, np.abs(values).max(), *sums, *samples])


class GoldenFile:
    """Named tensors in double; big ones become "<name>#digest"."""

    def __init__(self):
        self.tensors = {}

    def add(self, name, tensor):
        values = torch.as_tensor(tensor).detach().to(torch.float64).numpy().copy()
        assert np.isfinite(values).all() and np.abs(values).max() > 0, f"{name} says nothing"
        if values.size > WHOLE:
            name, values = name + "#digest", digest(values.reshape(-1))
        assert name not in self.tensors, name
        self.tensors[name] = values

    def write(self, path):
        header = {"__metadata__": {"source": f"PyTorch {torch.__version__}", "script": "tests/golden/make_golden.py"}}
        offset = 0
        for name, values in self.tensors.items():
            end = offset + values.nbytes
            header[name] = {"dtype": "F64", "shape": list(values.shape), "data_offsets": [offset, end]}
            offset = end
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(text)))
            file.write(text)
            for values in self.tensors.values():
                file.write(values.astype("<f8").tobytes())
