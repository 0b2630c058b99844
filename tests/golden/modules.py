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
    nn.AdaptiveAvgPool2d: "adaptiveavgpool",
    nn.Dropout: "dropout",
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


class KWinners(nn.Module):
    """The largest of each feature map stay, then of what is left, zeros and all, the largest of each channel's maps."""

    def __init__(self, keep_percent, second_percent, over_batch):
        super().__init__()
        self.keep_percent = keep_percent
        self.second_percent = second_percent
        self.over_batch = over_batch

    def largest(self, rows, percent, of):
        """Of each row the percent (rounded up) of so many values, among equals the first; the others become 0."""
        k = -(-percent * of // 100)
        ranked = rows.sort(dim=1, descending=True, stable=True)
        if k < rows.shape[1]:
            last, first_loser = ranked.values[:, k - 1], ranked.values[:, k]
            gaps = (last - first_loser).detach()[(last != 0) | (first_loser != 0)]  # of equal zeros the first wins
            if gaps.numel():
                self.smallest_gap = min(self.smallest_gap, gaps.min().item())
        return rows * torch.zeros_like(rows).scatter(1, ranked.indices[:, :k], 1.0), k

    def forward(self, x):
        self.smallest_gap = float("inf")
        batch, channels, height, width = x.shape
        maps = x.transpose(0, 1).reshape(channels * batch, height * width)
        maps, kept = self.largest(maps, self.keep_percent, height * width)
        if self.over_batch:
            maps = maps.reshape(channels, batch * height * width)
        maps, _ = self.largest(maps, self.second_percent, kept * (batch if self.over_batch else 1))
        return maps.reshape(channels, batch, height, width).transpose(0, 1)


KINDS[GlobalAvgPool] = "gap"
KINDS[Residual] = "residual"
KINDS[KWinners] = "kwinners"


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


def resnet9(width, standard=False):
    """The study's hemisphere: its residual block adds the input after the last ReLU; the standard one before it."""
    w2, w4, w8 = 2 * width, 4 * width, 8 * width

    def residual(filters):
        last = conv_bn(filters, filters) if standard else conv_bn_relu(filters, filters)
        return Residual([*conv_bn_relu(filters, filters), *last], relu_after=standard)

    return chain(
        *conv_bn_relu(3, width),
        *conv_bn_relu(width, w2), nn.MaxPool2d(2),
        residual(w2),
        *conv_bn_relu(w2, w4), nn.MaxPool2d(2),
        *conv_bn_relu(w4, w8), nn.MaxPool2d(2),
        residual(w8),
        GlobalAvgPool(),
    )


def basic_block(inputs, outputs, stride):
    """He et al., CVPR 2016: a block that begins a stage projects its shortcut."""
    shortcut = None if stride == 1 else conv_bn(inputs, outputs, 1, stride)
    return Residual([*conv_bn_relu(inputs, outputs, stride), *conv_bn(outputs, outputs)], shortcut, relu_after=True)


def resnet(width, blocks):
    """For small pictures: the first convolution is 3x3 with stride 1, and no pooling follows it; blocks of each stage."""
    parts, inputs = conv_bn_relu(3, width), width
    for stage, count in enumerate(blocks):
        for block in range(count):
            outputs = width * 2**stage
            parts.append(basic_block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    return chain(*parts, GlobalAvgPool())


def resnet18(width):
    return resnet(width, (2, 2, 2, 2))


def resnet34(width):
    return resnet(width, (3, 4, 6, 3))


def inverted_resnet9(width):
    w2, w4, w8 = 2 * width, 4 * width, 8 * width
    return chain(
        *conv_bn_relu(3, w8),
        *conv_bn_relu(w8, w4), nn.MaxPool2d(2),
        Residual([*conv_bn_relu(w4, w4), *conv_bn_relu(w4, w4)]),
        *conv_bn_relu(w4, w2), nn.MaxPool2d(2),
        *conv_bn_relu(w2, width), nn.MaxPool2d(2),
        Residual([*conv_bn_relu(width, width), *conv_bn_relu(width, width)]),
        GlobalAvgPool(),
    )


def sparse_resnet9(width, over_batch):
    """The study's: k-winners between a convolution with bias and its batch norm, max pooling at the end."""
    w2, w4, w8 = 2 * width, 4 * width, 8 * width

    def block(inputs, outputs):
        return [nn.Conv2d(inputs, outputs, 3, padding=1), KWinners(90, 90, over_batch), nn.BatchNorm2d(outputs),
                nn.ReLU()]

    return chain(
        *block(3, width),
        *block(width, w2), nn.MaxPool2d(2),
        Residual([*block(w2, w2), *block(w2, w2)]),
        *block(w2, w4), nn.MaxPool2d(2),
        *block(w4, w8), nn.MaxPool2d(2),
        Residual([*block(w8, w8), *block(w8, w8)]),
        nn.MaxPool2d(4), nn.Flatten(),
    )


def vgg11_convolutions(width, block):
    """Configuration A: the filters of each convolution as multiples of the width, None for pooling."""
    parts, inputs = [], 3
    for filters in (1, None, 2, None, 4, 4, None, 8, 8, None, 8, 8, None):
        if filters is None:
            parts.append(nn.MaxPool2d(2))
        else:
            parts += block(inputs, filters * width)
            inputs = filters * width
    return parts


def vgg11(width, hidden):
    """torchvision's without its last layer; dropout has probability 0 here, so that results can be compared."""
    return chain(
        *vgg11_convolutions(width, lambda i, o: [nn.Conv2d(i, o, 3, padding=1), nn.ReLU()]),
        nn.AdaptiveAvgPool2d(7), nn.Flatten(),
        nn.Linear(49 * 8 * width, hidden), nn.ReLU(), nn.Dropout(0.0),
        nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(0.0),
    )


def small_vgg11(width):
    return chain(*vgg11_convolutions(width, conv_bn_relu), GlobalAvgPool())


def local_net9(width):
    w2, w4, w8 = 2 * width, 4 * width, 8 * width
    return chain(
        *conv_bn_relu(3, width),
        *conv_bn_relu(width, w2), nn.MaxPool2d(2),
        *conv_bn_relu(w2, w2), *conv_bn_relu(w2, w2),
        *conv_bn_relu(w2, w4), nn.MaxPool2d(2),
        *conv_bn_relu(w4, w8), nn.MaxPool2d(2),
        *conv_bn_relu(w8, w8), *conv_bn_relu(w8, w8),
        GlobalAvgPool(),
    )


def skipping_net9(width):
    w2, w4, w8 = 2 * width, 4 * width, 8 * width

    def pair(inputs, inner, outputs, kernel, stride):
        shortcut = None if stride == 1 else conv_bn(inputs, outputs, 1, stride)
        return Residual([*conv_bn(inputs, inner, 5, stride), nn.ReLU(), *conv_bn(inner, outputs, kernel)], shortcut,
                        relu_after=True)

    return chain(
        *conv_bn(3, width, 5, 2), nn.ReLU(),
        pair(width, width, width, 5, 1), pair(width, width, width, 5, 1),
        pair(width, w2, w2, 5, 2), pair(w2, w4, w4, 5, 2), pair(w4, w4, w8, 3, 2),
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
    """How near a network's ReLU, max pool and k-winners inputs came to where rounding could flip a decision."""

    def __init__(self, module):
        self.smallest = float("inf")
        self.handles = []
        # All losers of a channel become the same value, and of equal ones the first wins in a window.
        self.equals_may_meet = any(isinstance(part, KWinners) for part in module.modules())
        for part in module.modules():
            if isinstance(part, nn.ReLU):
                self.handles.append(part.register_forward_pre_hook(self.see_relu))
            elif isinstance(part, nn.MaxPool2d):
                self.handles.append(part.register_forward_pre_hook(self.see_max_pool))
            elif isinstance(part, KWinners):
                self.handles.append(part.register_forward_hook(self.see_k_winners))

    def see_relu(self, _, inputs):
        self.smallest = min(self.smallest, inputs[0].detach().abs().min().item())

    def see_max_pool(self, part, inputs):
        x = inputs[0].detach()
        windows = x.unfold(2, part.kernel_size, part.stride).unfold(3, part.kernel_size, part.stride)
        best = windows.flatten(4).topk(2, dim=4).values
        gaps = (best[..., 0] - best[..., 1])[best[..., 0] != 0]  # of equal zeros behind a ReLU either may win
        if self.equals_may_meet:
            gaps = gaps[gaps != 0]
        if gaps.numel():
            self.smallest = min(self.smallest, gaps.min().item())

    def see_k_winners(self, part, _, __):
        self.smallest = min(self.smallest, part.smallest_gap)

    def check(self, name, least):
        for handle in self.handles:
            handle.remove()
        assert self.smallest > least, f"{name}: a decision hangs on {self.smallest}; change an input"
