"""Layers one by one, blocks of them, and narrow hemispheres: forward, backward and statistics, in training and in inference."""

import torch
from torch import nn

from fill import fill, fill_module
from golden_file import GoldenFile
from modules import (GlobalAvgPool, KWinners, Margins, Residual, chain, inverted_resnet9, local_net9, resnet9, resnet34,
                     skipping_net9, small_vgg11, sparse_resnet9, vgg11)


def conv(inputs, outputs, kernel, stride=1, padding=None, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2 if padding is None else padding, bias=bias)


# name, batch, input (channels, height, width), parts; layers.cpp and blocks.cpp have the same lists as types.
LAYERS = [
    ("conv_3x3", 2, (3, 5, 7), lambda: [conv(3, 4, 3)]),
    ("conv_3x3_one_pixel", 5, (2, 1, 1), lambda: [conv(2, 3, 3)]),
    ("conv_3x3_large", 1, (1, 33, 31), lambda: [conv(1, 2, 3)]),
    ("conv_3x3_wide", 2, (17, 6, 5), lambda: [conv(17, 16, 3)]),
    ("conv_3x3_stride", 3, (5, 5, 7), lambda: [conv(5, 6, 3, stride=2)]),
    ("conv_3x3_stride_large", 1, (2, 33, 31), lambda: [conv(2, 3, 3, stride=2)]),
    ("conv_1x1_stride", 4, (7, 5, 7), lambda: [conv(7, 9, 1, stride=2, padding=0)]),
    ("conv_5x5_bias", 2, (4, 8, 6), lambda: [conv(4, 5, 5, bias=True)]),
    ("conv_5x5_narrow", 3, (3, 2, 9), lambda: [conv(3, 2, 5, bias=True)]),
    ("conv_3x3_valid", 2, (3, 6, 4), lambda: [conv(3, 5, 3, padding=0)]),
    ("conv_3x3_stride3", 2, (2, 8, 10), lambda: [conv(2, 3, 3, stride=3, padding=2, bias=True)]),
    ("bn", 3, (5, 4, 3), lambda: [nn.BatchNorm2d(5)]),
    ("bn_momentum_90", 3, (5, 4, 3), lambda: [nn.BatchNorm2d(5, momentum=0.9)]),
    ("bn_one_image", 1, (3, 5, 7), lambda: [nn.BatchNorm2d(3)]),
    ("bn_one_pixel", 5, (4, 1, 1), lambda: [nn.BatchNorm2d(4)]),
    ("relu", 2, (3, 5, 7), lambda: [nn.ReLU()]),
    ("maxpool_2", 3, (4, 5, 7), lambda: [nn.MaxPool2d(2)]),
    ("maxpool_3_stride_2", 2, (3, 9, 8), lambda: [nn.MaxPool2d(3, 2)]),
    ("maxpool_4", 1, (2, 9, 12), lambda: [nn.MaxPool2d(4)]),
    ("avgpool_2", 3, (4, 5, 7), lambda: [nn.AvgPool2d(2)]),
    ("avgpool_3_stride_2", 2, (3, 9, 8), lambda: [nn.AvgPool2d(3, 2)]),
    ("gap", 3, (6, 5, 7), lambda: [GlobalAvgPool()]),
    ("dense", 5, (13, 1, 1), lambda: [nn.Flatten(), nn.Linear(13, 7)]),
    ("flatten", 3, (4, 5, 3), lambda: [nn.Flatten()]),
    ("kwinners_image", 3, (11, 5, 7), lambda: [KWinners(90, 90, over_batch=False)]),
    ("kwinners_batch", 3, (11, 5, 7), lambda: [KWinners(90, 90, over_batch=True)]),
    ("kwinners_few", 4, (3, 4, 4), lambda: [KWinners(30, 60, over_batch=True)]),
    ("adaptiveavgpool_one_pixel", 2, (6, 1, 1), lambda: [nn.AdaptiveAvgPool2d(7)]),
    ("adaptiveavgpool_3", 2, (5, 7, 8), lambda: [nn.AdaptiveAvgPool2d(3)]),
    ("adaptiveavgpool_4", 2, (3, 3, 10), lambda: [nn.AdaptiveAvgPool2d(4)]),
]

BLOCKS = [
    ("flatten_dense", 2, (3, 4, 5), lambda: [nn.Flatten(), nn.Linear(60, 8)]),
    ("residual_study", 3, (4, 6, 5), lambda: [
        Residual([conv(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), conv(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU()])]),
    ("residual_relu_after", 3, (4, 6, 5), lambda: [
        Residual([conv(4, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), conv(4, 4, 3), nn.BatchNorm2d(4)], relu_after=True)]),
    ("residual_projected", 3, (4, 6, 5), lambda: [
        Residual([conv(4, 6, 3, stride=2), nn.BatchNorm2d(6), nn.ReLU(), conv(6, 6, 3), nn.BatchNorm2d(6)],
                 [conv(4, 6, 1, stride=2, padding=0), nn.BatchNorm2d(6)], relu_after=True)]),
    ("chain", 2, (3, 9, 8), lambda: [
        conv(3, 5, 3), nn.BatchNorm2d(5), nn.ReLU(), nn.MaxPool2d(2),
        Residual([conv(5, 5, 3), nn.BatchNorm2d(5), nn.ReLU()]), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(20, 6)]),
]

# name, batch, network; halves.cpp has the same list as types.
HALVES = [
    ("standard_resnet9", 3, lambda: resnet9(2, standard=True)),
    ("resnet34", 3, lambda: resnet34(2)),
    ("sparse_image", 3, lambda: sparse_resnet9(2, over_batch=False)),
    ("sparse_batch", 3, lambda: sparse_resnet9(2, over_batch=True)),
    ("inverted", 3, lambda: inverted_resnet9(2)),
    ("vgg11", 2, lambda: vgg11(3, 10)),
    ("small_vgg11", 3, lambda: small_vgg11(2)),
    ("local_net9", 3, lambda: local_net9(2)),
    ("skipping_net9", 3, lambda: skipping_net9(2)),
]


def record(out, case, batch, shape, module, margin=1e-5):
    """d_x and the gradients are those of sum(dy * y) with dy filled."""
    fill_module(case, module)
    for mode in ("eval", "train"):  # inference first: training moves the statistics
        module.train(mode == "train")
        x = fill(f"{case}.x", (batch, *shape)).requires_grad_()
        margins = Margins(module)
        y = module(x)
        margins.check(case, margin)
        dy = fill(f"{case}.dy", tuple(y.shape))
        module.zero_grad(set_to_none=True)
        y.backward(dy)
        out.add(f"{case}.{mode}.y", y)
        out.add(f"{case}.{mode}.d_x", x.grad)
    for name, parameter in module.named_parameters():
        out.add(f"{case}.gradient.{name}", parameter.grad)
    for name, tensor in module.named_buffers():
        out.add(f"{case}.after.{name}", tensor)


def write_layers(folder):
    for name, cases in (("layers", LAYERS), ("blocks", BLOCKS)):
        out = GoldenFile()
        for case, batch, shape, parts in cases:
            record(out, case, batch, shape, chain(*parts()))
        out.write(folder / f"{name}.safetensors")


def write_halves(folder):
    out = GoldenFile()
    for case, batch, network in HALVES:
        record(out, case, batch, (3, 32, 32), network(), margin=1e-9)
    out.write(folder / "halves.safetensors")
