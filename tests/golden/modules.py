"""Networks in PyTorch whose parts carry the library's names: a kind and its number among that kind in its sequence."""

from collections import Counter

import torch
from torch import nn

KINDS = {
    nn.Conv2d: "conv",
    nn.BatchNorm2d: "bn",
    nn.ReLU: "relu",
    nn.MaxPool2d: "maxpool",
    nn.AvgPool2d: "avgpool",
    nn.Linear: "dense",
    nn.Flatten: "flatten",
}


class GlobalAvgPool(nn.Module):
    def forward(self, x):
        return x.mean(dim=(2, 3))


class Residual(nn.Module):
    """after(body(x) + shortcut(x)); the body's parts have no prefix of their own."""

    def __init__(self, body, shortcut=None, relu_after=False):
        super().__init__()
        for name, part in chain(*body).named_children():
            self.add_module(name, part)
        self.body_names = [name for name, _ in self.named_children()]
        self.shortcut = chain(*shortcut) if shortcut else None
        self.after = nn.ReLU() if relu_after else None

    def forward(self, x):
        y = x
        for name in self.body_names:
            y = getattr(self, name)(y)
        y = y + (x if self.shortcut is None else self.shortcut(x))
        return y if self.after is None else self.after(y)


KINDS[GlobalAvgPool] = "gap"
KINDS[Residual] = "residual"


def chain(*parts):
    """The parts one after the other, named conv1, bn1, relu1, conv2, ..."""
    seen = Counter()
    result = nn.Sequential()
    for part in parts:
        kind = KINDS[type(part)]
        seen[kind] += 1
        result.add_module(f"{kind}{seen[kind]}", part)
    return result


def conv_bn(inputs, outputs, kernel=3, stride=1):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)]


def conv_bn_relu(inputs, outputs, stride=1):
    return [*conv_bn(inputs, outputs, stride=stride), nn.ReLU()]


def resnet9(width):
    """The study's hemisphere: its residual block adds the input after the last ReLU."""
    w2, w4, w8 = 2 * width, 4 * width, 8 * width
    return chain(
        *conv_bn_relu(3, width),
        *conv_bn_relu(width, w2), nn.MaxPool2d(2),
        Residual([*conv_bn_relu(w2, w2), *conv_bn_relu(w2, w2)]),
        *conv_bn_relu(w2, w4), nn.MaxPool2d(2),
        *conv_bn_relu(w4, w8), nn.MaxPool2d(2),
        Residual([*conv_bn_relu(w8, w8), *conv_bn_relu(w8, w8)]),
        GlobalAvgPool(),
    )


def basic_block(inputs, outputs, stride):
    """He et al., CVPR 2016: a block that begins a stage projects its shortcut."""
    shortcut = None if stride == 1 else conv_bn(inputs, outputs, 1, stride)
    return Residual([*conv_bn_relu(inputs, outputs, stride), *conv_bn(outputs, outputs)], shortcut, relu_after=True)


def resnet18(width):
    """For small pictures: the first convolution is 3x3 with stride 1, and no pooling follows it."""
    w2, w4, w8 = 2 * width, 4 * width, 8 * width
    return chain(
        *conv_bn_relu(3, width),
        basic_block(width, width, 1), basic_block(width, width, 1),
        basic_block(width, w2, 2), basic_block(w2, w2, 1),
        basic_block(w2, w4, 2), basic_block(w4, w4, 1),
        basic_block(w4, w8, 2), basic_block(w8, w8, 1),
        GlobalAvgPool(),
    )


class Heads(nn.Module):
    """Fine and coarse logits; the dropout before each has probability 0 here, so that results can be compared."""

    def __init__(self, features, fine, coarse):
        super().__init__()
        self.fine = nn.Linear(features, fine)
        self.coarse = nn.Linear(features, coarse)

    def forward(self, features):
        return self.fine(features), self.coarse(features)


class Unilateral(nn.Module):
    def __init__(self, hemisphere, features, fine, coarse):
        super().__init__()
        self.hemisphere = hemisphere
        self.head = Heads(features, fine, coarse)

    def features(self, images):
        return self.hemisphere(images)


class Bicameral(nn.Module):
    def __init__(self, left, right, features, fine, coarse):
        super().__init__()
        self.left = left
        self.right = right
        self.head = Heads(features, fine, coarse)

    def features(self, images):
        return torch.cat([self.left(images), self.right(images)], dim=1)


class Margins:
    """How near a network's ReLU and max pool inputs came to where rounding could flip a decision."""

    def __init__(self, module):
        self.smallest = float("inf")
        self.handles = []
        for part in module.modules():
            if isinstance(part, nn.ReLU):
                self.handles.append(part.register_forward_pre_hook(self.see_relu))
            elif isinstance(part, nn.MaxPool2d):
                self.handles.append(part.register_forward_pre_hook(self.see_max_pool))

    def see_relu(self, _, inputs):
        self.smallest = min(self.smallest, inputs[0].detach().abs().min().item())

    def see_max_pool(self, part, inputs):
        x = inputs[0].detach()
        windows = x.unfold(2, part.kernel_size, part.stride).unfold(3, part.kernel_size, part.stride)
        best = windows.flatten(4).topk(2, dim=4).values
        gaps = (best[..., 0] - best[..., 1])[best[..., 0] != 0]  # of equal zeros behind a ReLU either may win
        if gaps.numel():
            self.smallest = min(self.smallest, gaps.min().item())

    def check(self, name, least):
        for handle in self.handles:
            handle.remove()
        assert self.smallest > least, f"{name}: a decision hangs on {self.smallest}; change an input"
