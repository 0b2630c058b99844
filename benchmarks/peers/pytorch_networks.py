#!/usr/bin/env python3
"""Times ResNet-9, ResNet-18 and ResNet-34 for pictures of 32x32 in PyTorch, channels last.

Prints a line of JSON for each figure: what, seconds of each round, the most memory the process held.
Needs PyTorch (Debian: python3-torch, for /usr/bin/python3).

Usage: pytorch_networks.py [--threads N] [--batch N] [--rounds N] FIGURE ...
  FIGURE: train_step/NETWORK, inference/NETWORK or inference/NETWORK/batch1/one_thread,
          NETWORK: resnet9, resnet18 or resnet34
"""
import argparse
import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional


def conv_norm(inputs, outputs, kernel=3, stride=1):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)]


def unit(inputs, outputs, pool=False):
    return conv_norm(inputs, outputs) + [nn.ReLU(inplace=True)] + ([nn.MaxPool2d(2)] if pool else [])


class Shortcut(nn.Module):
    """x + body(x), with the ReLU inside the body or after the sum, and a projection where the shape changes."""

    def __init__(self, body, projection=None, relu_after=False):
        super().__init__()
        self.body = nn.Sequential(*body)
        self.projection = nn.Sequential(*projection) if projection else nn.Identity()
        self.relu_after = relu_after

    def forward(self, x):
        total = self.body(x) + self.projection(x)
        return functional.relu(total, inplace=True) if self.relu_after else total


def residual(channels):
    return Shortcut(unit(channels, channels) + unit(channels, channels))


def basic_block(inputs, outputs):
    stride = 1 if inputs == outputs else 2
    body = conv_norm(inputs, outputs, 3, stride) + [nn.ReLU(inplace=True)] + conv_norm(outputs, outputs)
    return Shortcut(body, None if stride == 1 else conv_norm(inputs, outputs, 1, 2), relu_after=True)


def resnet9():
    return (unit(3, 64) + unit(64, 128, True) + [residual(128)] + unit(128, 256, True) + unit(256, 512, True)
            + [residual(512)])


def resnet(blocks):
    layers, inputs = unit(3, 64), 64
    for stage, count in enumerate(blocks):
        for _ in range(count):
            layers.append(basic_block(inputs, 64 << stage))
            inputs = 64 << stage
    return layers


NETWORKS = {"resnet9": resnet9, "resnet18": lambda: resnet([2, 2, 2, 2]), "resnet34": lambda: resnet([3, 4, 6, 3])}


def network(name):
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.6), nn.Linear(512, 100)]
    return nn.Sequential(*NETWORKS[name](), *head).to(memory_format=torch.channels_last)


def pictures(batch):
    return torch.randn(batch, 3, 32, 32).to(memory_format=torch.channels_last)


def training_step(name, batch):
    model, x, labels = network(name), pictures(batch), torch.arange(batch) % 100
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=1e-5)
    model.train()

    def step():
        optimizer.zero_grad()
        functional.cross_entropy(model(x), labels).backward()
        optimizer.step()
    return step


def inference(name, batch):
    model, x = network(name).eval(), pictures(batch)

    def step():
        with torch.inference_mode():
            model(x)
    return step


def seconds_of(step):
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("figures", nargs="+", metavar="FIGURE")
    options = parser.parse_args()
    torch.manual_seed(1)
    for figure in options.figures:
        kind, name, *rest = figure.split("/")
        single = rest == ["batch1", "one_thread"]
        if kind not in ("train_step", "inference") or name not in NETWORKS or (rest and not single):
            sys.exit(f"pytorch_networks.py: expected the name of a figure, got {figure}")
        batch, threads = (1, 1) if single else (options.batch, options.threads)
        torch.set_num_threads(threads)
        step = training_step(name, batch) if kind == "train_step" else inference(name, batch)
        step()
        seconds = [seconds_of(step) for _ in range(options.rounds)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        print(json.dumps({"program": "pytorch", "version": torch.__version__, "figure": figure, "batch": batch,
                          "threads": threads, "seconds": seconds, "peak_mib": peak}), flush=True)


if __name__ == "__main__":
    main()
