#!/usr/bin/env python3
"""Writes the golden files beside this script (or into a folder given) from PyTorch in double. See README.md."""

import pathlib
import sys

import torch

from ensemble import write_ensemble
from grad_cam import write_grad_cam
from layers import write_halves, write_layers
from networks import write_bicameral, write_frozen, write_resnet18, write_unilateral
from optim import write_optim
from similarity import write_similarity
from specialization import write_specialization


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for write in (write_layers, write_halves, write_optim, write_unilateral, write_resnet18, write_bicameral,
                  write_frozen, write_ensemble, write_grad_cam, write_specialization, write_similarity):
        write(folder)


if __name__ == "__main__":
    main()
